import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Hono } from 'hono';
import type { Estate } from '../../../config/estate.ts';
import { RECORDED_EACH } from '../../../lambda/domain/audit/access.ts';
import { type ContactLink, contactLinkId } from '../../../lambda/domain/contact/contact-link.ts';
import type { Message } from '../../../lambda/domain/cycle/message.ts';
import { fingerprintOf } from '../../../lambda/domain/identifiers.ts';
import { contactApp } from '../../../lambda/portal/contact/app.ts';
import type { PortalEnvironment } from '../../../lambda/portal/environment.ts';
import { factAboutTenant } from '../../../lambda/usecases/facts.ts';
import { endPause } from '../../../lambda/usecases/rotation/pausing.ts';
import { ADVENTURE, CONTOSO, CYCLE, estate as example, locatorOf, NOW, objectIdOf, World } from './portal-world.ts';
import { open, submit } from './requests.ts';

/** A customer's contact may stop resets of one tenant in one cycle, and can do nothing else: what is tried here. */

const MAIL = 'clara@contoso.example';
const estate: Estate = {
  ...example,
  tenants: example.tenants.map((each) =>
    each.tenantId === CONTOSO ? { ...each, contact: { name: 'Clara Contoso', mail: MAIL, language: 'en' } } : each,
  ),
};
const link: ContactLink = {
  purpose: 'contact',
  linkId: contactLinkId({ cycleId: CYCLE, tenantId: CONTOSO, mailFingerprint: fingerprintOf(MAIL) }),
  expiresAt: Math.floor(NOW.getTime() / 1000) + 3600,
  cycleId: CYCLE,
  tenantId: CONTOSO,
  tenantDisplayName: 'Contoso Ltd',
  contactName: 'Clara Contoso',
  mailFingerprint: fingerprintOf(MAIL),
  language: 'en',
  accounts: 12,
};
const path = `/n/${locatorOf(link)}`;
const TICKED = { confirm: 'yes' };

let world: World;
let sent: Message[];
let sendFails: boolean;
let app: Hono<PortalEnvironment>;
beforeEach(async () => {
  world = new World();
  world.estate = estate;
  sent = [];
  sendFails = false;
  const created = { action: 'link.created', component: 'request-approvals', now: NOW } as const;
  await world.tables.contacts.link(link, factAboutTenant(link, created));
  app = contactApp(
    { ...world.settings(), component: 'contact-page' },
    {
      verifier: world.verifier,
      contacts: world.contacts,
      messageQueue: {
        send: async (message) => {
          if (sendFails) throw new Error('SQS does not answer');
          sent.push(message);
        },
      },
    },
  );
});
const stop = (fields: Record<string, string> = TICKED, at = path, options = {}) =>
  submit(app, at, undefined, fields, { csrf: null, ...options });
const paused = async () => (await world.tables.pauses.active()).map(({ scope }) => scope);
const ours = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO };
const records = () => world.facts.map(({ action }) => action);

describe('the page', () => {
  test('says what is to happen, and shows nothing else', async () => {
    const html = await (await open(app, path)).text();
    expect(html).toContain('Northwind Managed Services is to change the passwords of 12 accounts of Contoso Ltd');
    expect(html).toMatch(/What has not been changed by Mon, 7 Dec 2026, 10:00 CET stays as it is/);
    expect([...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      expect.stringMatching(/^\/assets\/icon/),
      expect.stringMatching(/^\/assets\/portal/),
    ]);
    expect(html).not.toContain('<script');
    for (const each of [locatorOf(link), CYCLE, CONTOSO, 'ops@', 'Ada', '/cycles', '/sign-in', 'csrf'])
      expect(html).not.toContain(each);
  });

  test('is the same for a technician who is signed in: no session is looked up', async () => {
    const signedOut = await (await open(app, path)).text();
    world.reads.splice(0);
    expect(await (await open(app, path, 'ada')).text()).toBe(signedOut);
    expect(world.reads.filter((each) => each.startsWith('sessions'))).toEqual([]);
  });

  test('opened a hundred times, by whatever method, it changes nothing (R7)', async () => {
    for (let n = 0; n < 100; n += 1) await open(app, path, undefined, n % 2 ? 'GET' : 'HEAD');
    expect([await paused(), sent, world.refused]).toEqual([[], [], []]);
    expect(records()).toEqual(['link.created']);
  });

  test('is written in the language of the contact', async () => {
    world.tables.contactLinks.set(link.linkId, { ...link, language: 'de' });
    const html = await (await open(app, path)).text();
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('die Passwörter von 12 Konten von Contoso Ltd');
  });

  test('has the headers of every page, and asks the browser where the form comes from', async () => {
    const { headers } = await open(app, path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await open(app, '/n/forged')).headers.get('referrer-policy')).toBe('no-referrer');
  });
});

describe('the form', () => {
  test('stops the resets of that tenant in that cycle, on record, and the team is told', async () => {
    const answer = await stop({ ...TICKED, reason: '  Stock\ntaking \u202e<b>tonight</b> ' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('No further password is changed in this round.');
    expect(await paused()).toEqual([ours]);
    expect(world.facts.at(-1)).toMatchObject({
      action: 'contact.stopped',
      cycleId: CYCLE,
      tenantId: CONTOSO,
      actor: { kind: 'contact', name: 'Clara Contoso', tenantId: CONTOSO },
      source: { address: '203.0.113.7' },
      reason: 'Stock taking ?<b>tonight</b>',
      component: 'contact-page',
    });
    expect(sent).toEqual([{ kind: 'contact-stopped', cycleId: CYCLE, tenantId: CONTOSO }]);
    expect(JSON.stringify(world.facts)).not.toContain(link.linkId);
  });

  test('needs its box ticked: a scanner that presses the button stops nothing', async () => {
    const answer = await stop({ reason: 'because' });
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('Nothing was stopped: tick the box first.');
    expect(html).toContain('value="because"');
    expect([await paused(), sent]).toEqual([[], []]);
  });

  test.each<[string, object]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['of no site', { origin: null }],
    ['across sites', { site: 'cross-site' }],
    ['that is JSON', { contentType: 'application/json' }],
  ])('%s is refused, and counted', async (_, options) => {
    expect((await stop(TICKED, path, options)).status).toBe(400);
    expect([await paused(), sent]).toEqual([[], []]);
    expect(world.refused).toHaveLength(1);
    expect(world.refused[0]).toMatch(/^form\.refused /);
  });

  test('cut to what people read: a reason of a megabyte is none', async () => {
    await stop({ ...TICKED, reason: 'x'.repeat(900_000) });
    expect((await world.tables.pauses.active())[0]?.reason.length).toBeLessThanOrEqual(200);
  });

  test('sent twice, and by many at once: one stop, one record', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => stop()));
    await stop();
    expect(await paused()).toEqual([ours]);
    expect(records()).toEqual(['link.created', 'contact.stopped']);
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(['contact-stopped']));
  });

  test('whose message got lost: the contact is told to try again, and then the team is told', async () => {
    sendFails = true;
    const answer = await stop();
    expect([answer.status, await paused()]).toEqual([503, [ours]]);
    expect(await answer.text()).toContain('Try again');
    for (const language of ['en', 'de'] as const) {
      world.tables.contactLinks.set(link.linkId, { ...link, language });
      // Whoever opens the link again has no form there: the sweep tells the team, and it may not have done so yet.
      const html = await (await open(app, path)).text();
      expect(html).toContain('role="status"');
      expect(html).not.toMatch(/has been told|ist benachrichtigt/);
    }
    sendFails = false;
    expect((await stop()).status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(records()).toEqual(['link.created', 'contact.stopped']);
  });

  test('cannot stop again what a technician has ended, and resumes nothing', async () => {
    await stop();
    const ada = {
      actor: { kind: 'technician', objectId: objectIdOf('ada'), tenantId: 't', name: 'Ada' },
      source: { address: '', userAgent: '' },
    } as const;
    const ports = { ...world.tables, estate, now: () => NOW, component: 'portal' } as const;
    await endPause(ports, ada, { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO }, 'called them');
    sent.splice(0);
    const answer = await stop();
    expect([answer.status, await paused(), sent]).toEqual([409, [], []]);
    expect(world.refused).toEqual(['command.refused stop-ended']);
    expect(await (await open(app, path)).text()).not.toContain('<form');
  });

  test.each([false, true])('counts where we have paused the same cycle, ended before: %s', async (isEnded) => {
    const fact = factAboutTenant(link, { action: 'pause.set', component: 'set-pause', now: NOW });
    const scope = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
    const by = { kind: 'operator', name: 'arn:aws:iam::1:role/Ops' } as const;
    await world.tables.pauses.set({ scope, since: '', by, reason: 'maintenance' }, fact);
    if (isEnded) await world.tables.pauses.end(scope, { ...fact, action: 'pause.ended' });
    expect(await (await open(app, path)).text()).toContain('<form');
    expect((await stop()).status).toBe(200);
    expect(await paused()).toEqual(isEnded ? [ours] : [ours, ours]);
    expect(records().at(-1)).toBe('contact.stopped');
    expect(sent).toHaveLength(1);
  });

  test.each<Record<string, string>>([
    { step: 'resume' },
    { step: 'lift', cycle: CYCLE },
    { decision: 'approve' },
    { tenant: ADVENTURE },
  ])('with further fields does what it always does: %j', async (fields) => {
    await world.tables.pauses.set(
      { scope: { of: 'tenant', tenantId: CONTOSO }, since: '', by: { kind: 'unknown' }, reason: 'technician' },
      factAboutTenant(link, { action: 'pause.set', component: 'portal', now: NOW }),
    );
    await stop({ ...TICKED, ...fields });
    expect(await paused()).toEqual([{ of: 'tenant', tenantId: CONTOSO }, ours]);
  });
});

describe('a link that does not work shows one page, stops nothing, and is on record', () => {
  const elsewhere = { ...link, tenantId: ADVENTURE, linkId: contactLinkId({ ...link, tenantId: ADVENTURE }) };
  const macOf = (it: Parameters<typeof locatorOf>[0]) => locatorOf(it).split('.')[3] ?? '';
  const [linkId, expiry, kid, mac = ''] = locatorOf(link).split('.');
  test.each<[string, string, string]>([
    ['no locator', '/n/forged', 'forged-or-expired'],
    ['one character changed', `/n/${linkId}.${expiry}.${kid}.${mac.slice(1)}x`, 'forged-or-expired'],
    ['a later expiry', `/n/${linkId}.${Number(expiry) + 9999}.${kid}.${mac}`, 'forged-or-expired'],
    ["another tenant's id under our signature", `/n/${elsewhere.linkId}.${expiry}.${kid}.${mac}`, 'forged-or-expired'],
    [
      'an approvals link of the same id',
      `/n/${linkId}.${expiry}.${kid}.${macOf({ ...link, purpose: 'approvals' })}`,
      'forged-or-expired',
    ],
    [
      'a credential link of the same id',
      `/n/${linkId}.${expiry}.${kid}.${macOf({ ...link, purpose: 'credential' })}`,
      'forged-or-expired',
    ],
    ['signed by us, and on no record', `/n/${locatorOf(elsewhere)}`, 'unknown'],
  ])('%s', async (_, at, reason) => {
    const answers = [await open(app, at), await stop(TICKED, at)];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link does not work');
    }
    expect([await paused(), sent]).toEqual([[], []]);
    expect(world.refused).toEqual([`link.refused ${reason}`, `link.refused ${reason}`]);
  });

  test('one that is over', async () => {
    world.now = new Date(link.expiresAt * 1000);
    expect((await stop()).status).toBe(404);
    expect([await paused(), world.refused]).toEqual([[], ['link.refused forged-or-expired']]);
  });

  test.each<[string, Estate['tenants'][number]['contact']]>([
    ['no contact any more', undefined],
    ['another contact', { name: 'Somebody else', mail: 'other@contoso.example', language: 'en' }],
  ])('one of a tenant with %s', async (_, contact) => {
    const changed = estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, contact } : each));
    const other = contactApp(
      { ...world.settings(), estate: { ...estate, tenants: changed }, component: 'contact-page' },
      { verifier: world.verifier, contacts: world.contacts, messageQueue: { send: async () => undefined } },
    );
    expect((await submit(other, path, undefined, TICKED, { csrf: null })).status).toBe(404);
    expect([await paused(), world.refused]).toEqual([[], ['link.refused foreign']]);
  });

  test('a thousand forged ones leave few records, and call a person once', async () => {
    for (let n = 0; n < 300; n += 1) await open(app, `/n/forged${n}`);
    expect(world.refused).toHaveLength(RECORDED_EACH.refused);
    expect(world.calls).toBe(1);
  });

  test('KMS down: try again, and nothing is stopped', async () => {
    world.kmsIsDown = true;
    expect((await stop()).status).toBe(503);
    expect(await paused()).toEqual([]);
  });

  test('any other address of this function shows the same page', async () => {
    for (const at of ['/', '/cycles', '/passwords', `${path}/more`]) expect((await open(app, at)).status).toBe(404);
  });
});
