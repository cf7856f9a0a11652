import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Inbox, startInbox } from '../../../local/inbox/index.ts';
import { senders } from './messages-by-product.ts';

let folder: string;
let inbox: Inbox;
let second = 0;
const ticking = () => new Date(Date.UTC(2026, 11, 7, 5, 0, second++));
const clock = { now: ticking, elapsed: () => 0 };
const start = () => startInbox({ port: 0, folder, clock, psa: { companies: ['CONTOSO', 'FABRIKAM'] } });
beforeEach(async () => {
  clock.now = ticking;
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await start();
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true });
});

const mail = {
  from: 'rotation@northwind.example',
  to: ['ada@northwind.example'],
  subject: 'Decide <b>now</b>',
  text: 'Open http://127.0.0.1:8700/a/1.2.3.4. <script>alert(1)</script>',
  html: '<p>Open <a href="http://127.0.0.1:8700/a/1.2.3.4">the approvals</a><script>alert(1)</script></p>',
};
const ticket = {
  key: 'm365rot:2026-12-07-admin-monthly:contoso',
  company: 'CONTOSO',
  summary: 'Passwords rotated',
  body: 'Six accounts',
};
const card = {
  title: 'Cycle closed',
  lines: ['*20* rotated'],
  facts: [{ name: 'failed', value: '0' }],
  links: [{ title: 'Portal', url: 'https://portal.example' }],
};

describe('pages', () => {
  test('show everything, newest first, with what came from outside escaped', async () => {
    const { tickets, team } = senders(inbox);
    await inbox.addMail(mail);
    await team.post(card);
    await tickets.create(ticket);

    const response = await fetch(inbox.origin);
    const html = await response.text();

    expect(html.indexOf('Passwords rotated')).toBeLessThan(html.indexOf('Cycle closed'));
    expect(html.indexOf('Cycle closed')).toBeLessThan(html.indexOf('Decide &lt;b&gt;now'));
    expect(html).not.toContain('<script');
    expect(html).toContain('<a href="http://127.0.0.1:8700/a/1.2.3.4">');
    expect(html).toContain('*20* rotated');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(inbox.counts()).toEqual({ mail: 1, teams: 1, tickets: 1 });
  });

  test('show one kind alone', async () => {
    const { team } = senders(inbox);
    await inbox.addMail(mail);
    await team.post(card);
    const html = await (await fetch(`${inbox.origin}/teams`)).text();
    expect(html).toContain('Cycle closed');
    expect(html).not.toContain('Decide');
  });

  test('keep a formatted mail in a frame without scripts, whose links take the whole window', async () => {
    await inbox.addMail(mail);
    expect(await (await fetch(inbox.origin)).text()).toMatch(
      /<iframe[^>]*sandbox="allow-popups allow-top-navigation-by-user-activation"/s,
    );
    const frame = await fetch(`${inbox.origin}/messages/1/html`);
    expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox (?!.*allow-scripts)/);
    expect(await frame.text()).toContain('<base target="_top">');
    expect((await fetch(`${inbox.origin}/messages/2/html`)).status).toBe(404);
  });

  test('tell the same as JSON', async () => {
    await inbox.addMail(mail);
    expect(await (await fetch(`${inbox.origin}/api/messages`)).json()).toMatchObject([
      { id: '1', kind: 'mail', ...mail },
    ]);
  });
});

test('a second start shows what the first one got, under the same addresses', async () => {
  const teamsWebhook = inbox.teamsWebhook();
  const { psas } = inbox;
  await inbox.addMail(mail);
  await senders(inbox).tickets.create(ticket);
  await inbox.close();
  inbox = await start();
  expect(inbox.counts()).toEqual({ mail: 1, teams: 0, tickets: 1 });
  expect(new URL(inbox.teamsWebhook()).pathname).toBe(new URL(teamsWebhook).pathname);
  expect(inbox.psas.connectwise.secret).toEqual(psas.connectwise.secret);
  await inbox.addMail({ ...mail, subject: 'Later' });
  const messages: { id: string; kind: string }[] = await (await fetch(`${inbox.origin}/api/messages`)).json();
  expect(messages.map(({ id, kind }) => [id, kind])).toEqual([
    ['3', 'mail'],
    ['2', 'ticket'],
    ['1', 'mail'],
  ]);
});

describe('the Teams workflow', () => {
  const post = (body: string, address = inbox.teamsWebhook()) => fetch(address, { method: 'POST', body });
  const message = (changes: object = {}) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text: 'Hello' }], ...changes },
      },
    ],
  });

  test('takes a card in its message', async () => {
    expect((await post(JSON.stringify(message()))).status).toBe(202);
    expect(inbox.counts().teams).toBe(1);
  });

  test.each([
    ['a bare card', () => message().attachments[0]?.content],
    ['a button that submits', () => message({ actions: [{ type: 'Action.Submit', title: 'Approve' }] })],
    ['a table, which 1.4 does not have', () => message({ body: [{ type: 'Table', rows: [] }] })],
    ['a later version', () => message({ version: '1.5' })],
    ['a misspelt member', () => message({ boddy: [] })],
    [
      'a link that is no web address',
      () => message({ actions: [{ type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' }] }),
    ],
    ['two cards', () => ({ ...message(), attachments: [...message().attachments, ...message().attachments] })],
    ['no JSON', () => undefined],
  ])('refuses %s', async (_, body) => {
    expect((await post(JSON.stringify(body()) ?? '{')).status).toBe(400);
    expect(inbox.counts().teams).toBe(0);
  });

  test('refuses what is too large, and who does not know its address', async () => {
    const large = message({ body: [{ type: 'TextBlock', text: 'x'.repeat(29_000) }] });
    expect((await post(JSON.stringify(large))).status).toBe(413);
    expect((await post(JSON.stringify(message()), `${inbox.teamsWebhook()}x`)).status).toBe(401);
    expect(
      (await post(JSON.stringify(message()), `${inbox.origin}/teams/${encodeURIComponent('é'.repeat(32))}`)).status,
    ).toBe(401);
    expect(inbox.counts().teams).toBe(0);
  });
});

describe('Teams workflows', () => {
  const post = (channel?: string) =>
    senders(inbox)
      .channel(channel)
      .post(card)
      .then((trouble) => trouble?.kind);

  test('of several channels keep their cards apart, and each fails by itself', async () => {
    inbox.failTeams('retired', 'fabrikam');
    expect([await post(), await post('contoso'), await post('fabrikam')]).toEqual([undefined, undefined, 'retired']);
    inbox.failTeams(undefined, 'fabrikam');
    inbox.failTeams('down');
    expect([await post(), await post('fabrikam')]).toEqual(['down', undefined]);
    const kept: { channel?: string }[] = await (await fetch(`${inbox.origin}/api/messages`)).json();
    expect(kept.map(({ channel }) => channel)).toEqual(['fabrikam', 'contoso', undefined]);
    expect(await (await fetch(`${inbox.origin}/teams`)).text()).toContain('channel fabrikam');
  });

  test('take four messages a second each', async () => {
    clock.now = () => new Date('2026-12-07T05:00:00Z');
    const answers = await Promise.all([post(), post(), post(), post(), post(), post('contoso')]);
    expect(answers.filter((each) => each === 'throttled')).toHaveLength(1);
    clock.now = () => new Date('2026-12-07T05:00:01Z');
    expect(await post()).toBeUndefined();
  });
});

test('who addresses the inbox by another host name is refused', async () => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request(inbox.origin, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end();
  });
  expect(status).toBe(421);
});

describe('a ticket', () => {
  test('is shown with its notes, who sees them, its status and priority', async () => {
    const { endpoint, secret } = inbox.psas.connectwise;
    const { companyId, publicKey, privateKey, clientId } = JSON.parse(secret);
    const number = await senders(inbox).tickets.create(ticket);
    const call = (path: string, method: string, body: unknown) =>
      fetch(`${endpoint}/v4_6_release/apis/3.0/service/tickets/${number}${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`,
          clientId,
        },
        body: JSON.stringify(body),
      });
    await call('/notes', 'POST', { text: '<b>for us</b>', internalAnalysisFlag: true });
    await call('/notes', 'POST', { text: 'for all', detailDescriptionFlag: true });
    await call('', 'PATCH', [
      { op: 'replace', path: 'status', value: { name: 'Closed' } },
      { op: 'replace', path: 'priority', value: { name: 'Priority 1 - Emergency' } },
    ]);
    const page = (await (await fetch(`${inbox.origin}/tickets`)).text()).replace(/\s+/g, ' ');
    expect(page).toContain(`#${number} Passwords rotated`);
    expect(page).toContain('CONTOSO · board Security · Closed · priority Priority 1 - Emergency · ConnectWise PSA');
    expect(page).toContain('Internal note</p> <pre>&lt;b&gt;for us');
    expect(page).toContain('Note that the customer sees</p> <pre>for all');
    expect(page).toContain(`Our reference ${ticket.key}`);
  });

  test('is there after a restart, with all of it', async () => {
    await senders(inbox).tickets.create(ticket);
    const before = await (await fetch(`${inbox.origin}/api/messages`)).json();
    await inbox.close();
    inbox = await start();
    expect(await (await fetch(`${inbox.origin}/api/messages`)).json()).toEqual(before);
  });
});

test('a folder of another version is told by its file, and by what to do', async () => {
  await inbox.close();
  await writeFile(join(folder, '00001-ticket.json'), '{"id":"1","kind":"ticket","ticketId":1001}');
  await expect(start()).rejects.toThrow(/00001-ticket.json is of another version: start with another --out$/);
  await rm(join(folder, '00001-ticket.json'));
  inbox = await start();
});
