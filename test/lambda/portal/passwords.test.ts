import { describe, expect, test } from '@jest/globals';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import { passwordsIn, passwordsScene, refTo, SECRET } from './passwords-scene.ts';
import { ADVENTURE, estate, NOW, objectIdOf } from './portal-world.ts';
import { open, submit } from './requests.ts';

const HOUR = 3_600;
const seconds = NOW.getTime() / 1000;
const many = (count: number, more: Partial<CredentialLink> = {}): readonly Partial<CredentialLink>[] =>
  Array.from({ length: count }, () => more);
const plain = (page: string) => page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const seen = { status: 'revealed', at: NOW.toISOString(), address: '203.0.113.9' } as const;
const textOf = async (answer: Response | Promise<Response>) => (await answer).text();
const field = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

describe('the list', () => {
  test('shows what waits, of all cycles, by tenant, what expires first in front; and no password', async () => {
    const { app, world, passwordReads } = passwordsScene({
      links: [
        { expiresAt: seconds + 9 * HOUR },
        { expiresAt: seconds + 5 * HOUR, cycleId: '2026-11-02-admin-monthly' },
        { expiresAt: seconds + HOUR, tenantId: ADVENTURE, userPrincipalName: 'a@adventure.example' },
      ],
    });
    const page = await textOf(open(app, '/passwords', 'ada'));
    expect(page).toContain('3 passwords wait for you');
    const order = ['Adventure Works', 'a@adventure.example', 'Contoso Ltd', 'ops1@', '2026-11-02', 'ops0@'];
    const places = order.map((each) => page.indexOf(each));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    expect([passwordReads(), world.writes, world.refused]).toEqual([0, [], []]);
  });

  test('is searched by account, tenant and cycle, without script', async () => {
    const { app } = passwordsScene({ links: [{}, { tenantId: ADVENTURE, userPrincipalName: 'a@adventure.example' }] });
    for (const [query, account] of [
      ['q=OPS0', 'ops0@'],
      ['q=adventure', 'a@adventure.example'],
      ['tenant=contoso', 'ops0@'],
      ['q=ops0&tenant=contoso', 'ops0@'],
    ] as const) {
      const page = await textOf(open(app, `/passwords?${query}`, 'ada'));
      expect(plain(page)).toContain('1 of 2');
      expect(page).toContain(account);
    }
    for (const query of ['q=nothing', 'tenant=fabrikam']) {
      expect(plain(await textOf(open(app, `/passwords?${query}`, 'ada')))).toContain('0 of 2');
    }
    expect((await open(app, `/passwords?q=${encodeURIComponent('"><script>')}&tenant=..%2f`, 'ada')).status).toBe(200);
  });

  test('shows nothing of others, and nothing that was stored or revoked', async () => {
    const { app } = passwordsScene({
      links: [
        { recipientObjectId: objectIdOf('bruno') },
        { state: { ...seen, storedAt: NOW.toISOString() } },
        { state: { status: 'revoked', at: NOW.toISOString() } },
      ],
    });
    const page = await textOf(open(app, '/passwords', 'ada'));
    expect(page).toContain('No password waits for you');
    expect(page).not.toContain('ops');
  });

  test('of five hundred is short: two hundred rows, and a way to the others', async () => {
    const { app } = passwordsScene({ links: many(500) });
    const page = await textOf(open(app, '/passwords', 'ada'));
    expect(page.split('<li class="row">').length - 1).toBe(200);
    expect(plain(page)).toContain('Show all 500 of Contoso');
    expect(page.length).toBeLessThan(200_000);
  });

  test('of one tenant comes in pages, and each password is on one of them', async () => {
    const { app, links } = passwordsScene({ links: many(201) });
    const found: string[] = [];
    let next: string | undefined = '/passwords?q=contoso&tenant=contoso';
    while (next !== undefined) {
      const page = await textOf(open(app, next, 'ada'));
      expect(page).not.toContain('Show all 201');
      found.push(...[...page.matchAll(/account-name"><bdi>([^<]+)</g)].map(([, name = '']) => name));
      next = /<a class="button second" href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(found.toSorted()).toEqual(links.map(({ userPrincipalName }) => userPrincipalName).toSorted());
  });

  test('says of each row what became of it and what can be done', async () => {
    const { app } = passwordsScene({
      links: [
        {},
        { expiresAt: seconds - HOUR },
        { expiresAt: seconds - HOUR, number: 2 },
        { state: seen },
        { state: seen, number: 2 },
      ],
    });
    const page = plain(await textOf(open(app, '/passwords', 'ada')));
    for (const words of [
      'Show the password of ops0',
      'Renew the password of ops1',
      'cannot be renewed any more',
      'Show again the password of ops3',
      'I have stored it the password of ops3',
      'cannot be shown again',
    ]) {
      expect(page).toContain(words);
    }
    expect(page).not.toMatch(/Renew the password of ops2|Show again the password of ops4/);
  });
});

describe('showing', () => {
  test('gives the password once, escaped, on the same page, and records it first', async () => {
    const { app, world, link, stateOf } = passwordsScene({ links: many(2) });
    const answer = await submit(app, '/passwords/show', 'ada', { links: refTo(link) });
    const page = await answer.text();
    expect([answer.status, passwordsIn(page)]).toEqual([200, 1]);
    expect(page).toContain('Passwords to collect');
    expect(page).toContain('cannot clear it');
    expect(world.facts).toMatchObject([
      { action: 'link.revealed', actor: { objectId: objectIdOf('ada') }, source: { address: '203.0.113.7' } },
    ]);
    expect(stateOf(link)).toMatchObject({ status: 'revealed' });
    expect(JSON.stringify([world.facts, ...world.tables.credentialLinks.values(), world.sent])).not.toContain(SECRET);
    expect(passwordsIn(await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(link) })))).toBe(0);
  });

  test('of two hundred at once, one sees it', async () => {
    const { app, world, link, passwordReads } = passwordsScene();
    const pages = await Promise.all(
      Array.from({ length: 200 }, () => textOf(submit(app, '/passwords/show', 'ada', { links: refTo(link) }))),
    );
    expect(pages.filter((page) => passwordsIn(page) > 0)).toHaveLength(1);
    expect([passwordReads(), world.facts.length]).toEqual([1, 1]);
  });

  test('goes on in one press: this one is stored, the next one is shown; two clicks for each', async () => {
    const { app, world, links } = passwordsScene({ links: many(5) });
    let page = await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(...links.slice(0, 1)) }));
    for (let n = 1; n <= links.length; n += 1) {
      expect(passwordsIn(page)).toBe(1);
      const next = field(page, 'next');
      expect(next === '').toBe(n === links.length);
      const fields = { links: refTo(...links.slice(n - 1, n)), ...(next === '' ? {} : { next }) };
      page = await textOf(submit(app, '/passwords/stored', 'ada', fields));
    }
    expect(page).toContain('No password waits for you');
    expect(world.writes.filter((each) => each === 'link.revealed')).toHaveLength(5);
    expect(world.writes.filter((each) => each === 'credential.stored')).toHaveLength(5);
  });

  test('goes on within the tenant first', async () => {
    const { app, links } = passwordsScene({
      links: [
        { expiresAt: seconds + 3 * HOUR },
        { tenantId: ADVENTURE, expiresAt: seconds + HOUR },
        { expiresAt: seconds + 5 * HOUR },
      ],
    });
    const [first, adventure, third] = links;
    if (first === undefined || adventure === undefined || third === undefined) throw new Error('three were made');
    const page = await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(first) }));
    expect(field(page, 'next')).toBe(refTo(third));
    const last = await textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(first), next: refTo(third) }));
    expect(field(last, 'next')).toBe(refTo(adventure));
  });

  test('pressed twice, "next" shows no further one', async () => {
    const { app, links, passwordReads } = passwordsScene({ links: many(3) });
    const [first, second] = links;
    if (first === undefined || second === undefined) throw new Error('three were made');
    await submit(app, '/passwords/show', 'ada', { links: refTo(first) });
    const press = () => textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(first), next: refTo(second) }));
    expect((await Promise.all([press(), press()])).map(passwordsIn).toSorted()).toEqual([0, 1]);
    expect(passwordReads()).toBe(2);
  });

  test('of a tenant together: each is claimed and recorded by itself, at most 25 at once', async () => {
    const { app, world, links } = passwordsScene({ links: many(30) });
    const list = await textOf(open(app, '/passwords', 'ada'));
    const together = /name="links" value="([^"]*,[^"]*)"/.exec(list)?.[1] ?? '';
    expect(together.split(',')).toHaveLength(25);
    const page = await textOf(submit(app, '/passwords/show', 'ada', { links: together }));
    expect([passwordsIn(page), world.facts.length]).toEqual([25, 25]);
    const next = field(page, 'next');
    expect(next.split(',')).toHaveLength(5);
    const last = await textOf(submit(app, '/passwords/stored', 'ada', { links: together, next }));
    expect(passwordsIn(last)).toBe(5);
    expect(plain(last)).toContain('Recorded as stored: 25 passwords');
    // No page of ours asks for more than 25.
    const more = passwordsScene({ links: many(30) });
    const all = refTo(...more.links);
    expect(passwordsIn(await textOf(submit(more.app, '/passwords/show', 'ada', { links: all })))).toBe(25);
    expect(more.world.refused).toEqual(['link.refused no-show']);
    expect(links).toHaveLength(30);
  });

  test('one that cannot be read takes no other with it; its view is used, and can be renewed', async () => {
    const { app, world, links, breaks, stateOf } = passwordsScene({ links: many(3) });
    const [, broken] = links;
    if (broken === undefined) throw new Error('three were made');
    breaks(broken);
    const page = await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(...links) }));
    expect(passwordsIn(page)).toBe(2);
    expect(plain(page)).toContain('ops1@contoso.example: the password could not be read just now');
    expect(stateOf(broken)).toMatchObject({ status: 'revealed' });
    expect(world.failures).toHaveLength(1);
    expect(plain(page)).toContain('Show again the password of ops1');
  });

  test('a notice that cannot be sent does not take the view', async () => {
    const { app, world, link } = passwordsScene({ send: () => Promise.reject(new Error('no queue')) });
    expect(passwordsIn(await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(link) })))).toBe(1);
    expect(world.failures).toHaveLength(1);
  });

  test('the team is told of each view, and nobody by a mail of their own', async () => {
    const { app, world, links } = passwordsScene({ links: many(2) });
    await submit(app, '/passwords/show', 'ada', { links: refTo(...links) });
    expect(world.sent).toMatchObject([
      { kind: 'link-used', use: 'revealed', by: 'Ada Lindqvist', address: '203.0.113.7' },
      { kind: 'link-used', use: 'revealed' },
    ]);
  });

  test('is over at the second of expiry, and may be renewed', async () => {
    const { app, world, link } = passwordsScene();
    world.now = new Date(link.expiresAt * 1000);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    const answer = await submit(app, '/passwords/show', 'ada', { links: refTo(link) });
    expect(answer.status).toBe(409);
    expect(plain(await answer.text())).toContain('Renew the password of ops0');
    expect([world.writes, world.refused]).toEqual([[], ['link.refused no-show']]);
  });

  test('of an account that is the technician’s own by now is refused', async () => {
    const technicians = estate.technicians.map((each) => ({ ...each, ownAccounts: ['ops0@contoso.example'] }));
    const { app, world, link } = passwordsScene({ estate: { technicians } });
    expect(plain(await textOf(open(app, '/passwords', 'ada')))).toContain('an account of your own');
    expect((await submit(app, '/passwords/show', 'ada', { links: refTo(link) })).status).toBe(409);
    expect(world.writes).toEqual([]);
  });
});

describe('a form that is made up', () => {
  const brunos = { recipientObjectId: objectIdOf('bruno') };
  const actions = ['show', 'stored', 'renew', 'report'] as const;

  test.each(actions)('gets nobody to %s what is somebody else’s', async (action) => {
    for (const more of [brunos, { ...brunos, state: seen }]) {
      const { app, world, link } = passwordsScene({ links: [more] });
      const answer = await submit(app, `/passwords/${action}`, 'ada', { links: refTo(link) });
      expect([answer.status, passwordsIn(await answer.text())]).toEqual([409, 0]);
      expect([world.writes, world.refused]).toEqual([[], [`link.refused no-${action}`]]);
    }
  });

  test.each(actions)('%s: a tenant that is not the visitor’s is looked at by nobody', async (action) => {
    const { app, world, link } = passwordsScene({
      links: [{ tenantId: ADVENTURE, recipientObjectId: objectIdOf('bruno') }],
    });
    const answer = await submit(app, `/passwords/${action}`, 'bruno', { links: refTo(link) });
    expect(answer.status).toBe(409);
    expect(world.writes).toEqual([]);
    expect(world.reads).not.toContain('links.findCredential');
  });

  test.each([
    ['no link', ''],
    ['an invented one', 'contoso.0123456789ab'],
    ['the id of a link', 'c'.repeat(32)],
    ['no such tenant', 'nobody.0123456789ab'],
    ['something else', "x' OR 1=1; --"],
    ['very many', Array.from({ length: 101 }, (_, n) => `contoso.${n.toString(16).padStart(12, '0')}`).join(',')],
  ])('that names %s does nothing, for every action', async (_, links) => {
    const { app, world } = passwordsScene();
    for (const action of [...actions, 'hand-over']) {
      const answer = await submit(app, `/passwords/${action}`, 'ada', { links, to: objectIdOf('bruno'), next: links });
      expect([answer.status, passwordsIn(await answer.text())]).toEqual([409, 0]);
    }
    expect(world.writes).toEqual([]);
  });

  test('an invented next shows nothing, and what is stored is stored', async () => {
    const { app, world, link } = passwordsScene({ links: [{}, brunos] });
    await submit(app, '/passwords/show', 'ada', { links: refTo(link) });
    const next = refTo(...passwordsScene({ links: [{}, brunos] }).links.slice(1));
    expect(passwordsIn(await textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(link), next })))).toBe(0);
    expect(world.writes).toEqual(['link.revealed', 'credential.stored']);
  });

  test('no page holds the id of a link: it is a credential', async () => {
    const { app, links } = passwordsScene({ links: [{}, { expiresAt: seconds - HOUR }, { state: seen }] });
    const ids = links.map(({ linkId }) => linkId);
    for (const answer of [
      await open(app, '/passwords', 'ada'),
      await open(app, `/passwords?link=${refTo(...links.slice(0, 1))}`, 'ada'),
      await submit(app, '/passwords/renew', 'ada', { links: refTo(...links.slice(1)) }),
      await submit(app, '/passwords/show', 'ada', { links: refTo(...links.slice(0, 1)) }),
    ]) {
      const page = await answer.text();
      for (const id of ids) expect(page).not.toContain(id);
    }
  });
});

describe('afterwards', () => {
  test('storing is for what was shown, and is recorded once', async () => {
    const { app, world, link } = passwordsScene();
    expect((await submit(app, '/passwords/stored', 'ada', { links: refTo(link) })).status).toBe(409);
    await submit(app, '/passwords/show', 'ada', { links: refTo(link) });
    const both = [1, 2].map(() => submit(app, '/passwords/stored', 'ada', { links: refTo(link) }));
    await Promise.all(both);
    expect(world.writes).toEqual(['link.revealed', 'credential.stored']);
    expect(await textOf(open(app, '/passwords', 'ada'))).toContain('No password waits for you');
  });

  test('a view whose answer was lost is renewed twice, never a third time, and each works once', async () => {
    const { app, world, link, newestOf } = passwordsScene();
    for (let number = 0; number < 3; number += 1) {
      const current = refTo(newestOf(link));
      expect(passwordsIn(await textOf(submit(app, '/passwords/show', 'ada', { links: current })))).toBe(1);
      const renewed = await submit(app, '/passwords/renew', 'ada', { links: current });
      expect(renewed.status).toBe(number === 2 ? 409 : 200);
      expect((await submit(app, '/passwords/show', 'ada', { links: current })).status).toBe(409);
    }
    expect(world.writes.filter((each) => each === 'link.renewed')).toHaveLength(2);
    expect(world.sent.filter((each) => 'use' in each && each.use === 'renewed')).toHaveLength(2);
  });

  test('a report makes every link worthless and alerts', async () => {
    const { app, world, link } = passwordsScene({ links: [{ state: seen }] });
    const page = await textOf(submit(app, '/passwords/report', 'ada', { links: refTo(link) }));
    expect(page).toContain('Somebody has seen this password');
    expect(world.sent).toMatchObject([{ kind: 'alert', subject: 'link-reported' }]);
    expect((await submit(app, '/passwords/renew', 'ada', { links: refTo(link) })).status).toBe(409);
    expect(world.writes).toEqual(['link.reported']);
  });

  test('is reported also when somebody has confirmed it as stored, by the way of its account', async () => {
    const stored = { ...seen, storedAt: NOW.toISOString() };
    const { app, world, link } = passwordsScene({ links: [{ state: stored }] });
    const account = [link.cycleId, link.tenantId, link.accountId].join('/');
    const page = await textOf(open(app, `/passwords?account=${encodeURIComponent(account)}`, 'ada'));
    expect(plain(page)).toContain('It was shown in your name');
    expect(field(page, 'account')).toBe(account);
    for (const [person, given] of [
      ['bruno', account],
      ['chiara', account],
      ['ada', `${account}/x`],
      ['ada', 'x'],
      ['ada', account.replace(link.accountId, '00000000-0000-4000-8000-000000000000')],
    ] as const) {
      const other = await textOf(open(app, `/passwords?account=${encodeURIComponent(given)}`, person));
      expect(other).not.toContain('Report a password');
      expect((await submit(app, '/passwords/report', person, { account: given })).status).toBe(409);
    }
    expect(world.writes).toEqual([]);
    expect(await textOf(submit(app, '/passwords/report', 'ada', { account }))).toContain('the team has been alerted');
    expect((await submit(app, '/passwords/report', 'ada', { account })).status).toBe(409);
    expect(world.writes).toEqual(['link.reported']);
  });

  test('a renewed link of somebody who asks needs a second person, where the estate says so', async () => {
    const approvals = { ...estate.approvals, renewalNeedsSecondPerson: true };
    const { app, world, link } = passwordsScene({ links: [{ state: seen }], estate: { approvals } });
    for (let n = 0; n < 3; n += 1) {
      const page = await textOf(submit(app, '/passwords/renew', 'ada', { links: refTo(link) }));
      expect(plain(page)).toContain('Your team has been asked');
    }
    expect(world.writes).toEqual(['link.renewal-asked']);
    expect(world.tables.credentialLinks.size).toBe(1);
    expect(plain(await textOf(open(app, '/passwords', 'ada')))).toContain('a colleague must agree');
  });
});

describe('an estate that has stored passwords deleted', () => {
  const retention = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;

  test('tells so before the confirmation and with it', async () => {
    const { app, world, link } = passwordsScene({ estate: { retention } });
    const shown = await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(link) }));
    expect(plain(shown)).toContain('the copy here is deleted 7 days later');
    expect(world.tables.retirementRows.size).toBe(0);
    const stored = await textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(link) }));
    expect(plain(stored)).toContain('The copy here is deleted after');
    expect([...world.tables.retirementRows.values()]).toMatchObject([{ dueAt: '2026-12-14T08:00:00.000Z' }]);
  });

  test('that keeps them says nothing of the kind', async () => {
    const { app, link } = passwordsScene();
    expect(plain(await textOf(submit(app, '/passwords/show', 'ada', { links: refTo(link) })))).not.toContain('deleted');
    expect(plain(await textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(link) })))).not.toContain(
      'deleted',
    );
  });
});

describe('a sign-in that is too old', () => {
  const old = new Date(NOW.getTime() - 300 * 60_000);

  test('shows nothing, stores what was shown, and leads back to the page', async () => {
    const { app, world, links } = passwordsScene({ links: [{ state: seen }, {}] });
    world.signIn('ada', { authenticatedAt: old });
    const [first, second] = links;
    if (first === undefined || second === undefined) throw new Error('two were made');
    expect((await submit(app, '/passwords/show', 'ada', { links: refTo(second) })).status).toBe(401);
    const page = await textOf(submit(app, '/passwords/stored', 'ada', { links: refTo(first), next: refTo(second) }));
    expect(page).toContain('/sign-in?to=%2Fpasswords');
    expect(passwordsIn(page)).toBe(0);
    expect(world.writes).toEqual(['credential.stored']);
  });

  test('is no obstacle to a report', async () => {
    const { app, world, link } = passwordsScene();
    world.signIn('ada', { authenticatedAt: old });
    expect((await submit(app, '/passwords/report', 'ada', { links: refTo(link) })).status).toBe(200);
    expect(world.writes).toEqual(['link.reported']);
  });
});
