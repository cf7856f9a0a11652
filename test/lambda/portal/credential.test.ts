import { describe, expect, test } from '@jest/globals';
import type { Retention } from '../../../config/estate.ts';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import { credentialApp } from '../../../lambda/portal/credential/app.ts';
import { states } from '../domain/rotation/rotations.ts';
import { credentialLink, locatorOf, objectIdOf, PORTAL, rotation, World } from './portal-world.ts';
import { open, submit } from './requests.ts';

const PASSWORD = 'Kq7#xW9<m&"v2Z';

function start(
  more: Partial<CredentialLink> = {},
  retention?: Retention,
  renewalNeedsSecondPerson = false,
  fails?: () => Promise<void>,
) {
  const link = credentialLink(more);
  const world = new World([rotation('ops', { state: { ...states.rotated, linkId: link.linkId }, closed: true })]);
  if (retention !== undefined) world.estate = { ...world.estate, retention };
  world.estate = { ...world.estate, approvals: { ...world.estate.approvals, renewalNeedsSecondPerson } };
  world.tables.credentialLinks.set(link.linkId, link);
  let reads = 0;
  let made = 0;
  const app = credentialApp(world.settings(), {
    ...world,
    signer: { addressOf: async (purpose, it) => `${PORTAL}/c/${locatorOf({ purpose, ...it })}` },
    credentials: {
      read: async (_tenantId, _accountId, rotationId) => {
        reads += 1;
        return { userPrincipalName: link.userPrincipalName, password: PASSWORD, rotationId, createdAt: link.resetAt };
      },
    },
    messageQueue: { send: fails ?? (async (message) => void world.sent.push(message)) },
    newLinkId: () => String(++made).repeat(32),
  });
  return { app, world, link, path: `/c/${locatorOf(link)}`, passwordReads: () => reads };
}

const retirementIn = (world: World) => [...world.tables.retirementRows.values()][0];

const escaped = 'value="Kq7#xW9&lt;m&amp;&quot;v2Z"';

describe('before', () => {
  test('tells what it is, and shows nothing', async () => {
    const { app, world, path, passwordReads } = start();
    const page = await (await open(app, path, 'ada')).text();
    expect(page).toContain('ops@contoso.example');
    expect(page).toContain('Show password');
    expect(page).not.toContain(escaped);
    expect(passwordReads()).toBe(0);
    expect(world.writes).toEqual([]);
  });

  test.each(['bruno', 'chiara'] as const)('for %s, who is not the recipient, there is nothing', async (person) => {
    const { app, world, path } = start();
    const answer = await open(app, path, person);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('ops@contoso.example');
    for (const action of ['', '/stored', '/report', '/renew']) {
      expect((await submit(app, `${path}${action}`, person)).status).toBe(404);
    }
    expect(world.writes).toEqual([]);
    const reason = person === 'bruno' ? 'foreign' : 'other-tenant';
    expect(world.refused).toEqual(Array(5).fill(`link.refused ${reason}`));
    expect(world.tables.records.map(({ accessOf }) => accessOf)).toEqual(Array(5).fill(objectIdOf(person)));
    expect((await open(app, path, 'ada')).status).toBe(200);
  });
});

describe('the one view', () => {
  test('shows the password to its recipient, escaped, and records it first', async () => {
    const { app, world, link, path } = start();
    const answer = await submit(app, path, 'ada');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(escaped);
    expect(world.facts).toMatchObject([
      { action: 'link.revealed', actor: { objectId: objectIdOf('ada') }, source: { address: '203.0.113.7' } },
    ]);
    expect(world.tables.credentialLinks.get(link.linkId)?.state).toMatchObject({ status: 'revealed' });
    expect(JSON.stringify([world.facts, ...world.tables.credentialLinks.values()])).not.toContain(PASSWORD);
  });

  test('of ten at once, one sees it', async () => {
    const { app, world, path, passwordReads } = start();
    const pages = await Promise.all(Array.from({ length: 10 }, async () => (await submit(app, path, 'ada')).text()));
    expect(pages.filter((page) => page.includes(escaped))).toHaveLength(1);
    expect(passwordReads()).toBe(1);
    expect(world.facts).toHaveLength(1);
  });

  test('is told when and from where, ever after', async () => {
    const { app, path } = start();
    await submit(app, path, 'ada');
    for (const answer of [await submit(app, path, 'ada'), await open(app, path, 'ada')]) {
      const page = await answer.text();
      expect(answer.status).toBe(410);
      expect(page).toContain('203.0.113.7');
      expect(page).toContain('Make a new link');
      expect(page).not.toContain(escaped);
    }
  });

  test('is over at the second of expiry, and may be renewed', async () => {
    const { app, world, link, path } = start();
    world.now = new Date(link.expiresAt * 1000);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    const answer = await submit(app, path, 'ada');
    const page = await answer.text();
    expect(answer.status).toBe(410);
    expect(page).toContain('It expired');
    expect(page).toContain('Make a new link');
    expect([world.writes, world.refused]).toEqual([[], ['link.refused no-reveal']]);
  });

  test('is lost when the password cannot be read, never shown twice', async () => {
    const { app, world, path } = start();
    const broken = credentialApp(world.settings(), {
      ...world,
      signer: { addressOf: async () => PORTAL },
      credentials: { read: () => Promise.reject(new Error('no answer')) },
      messageQueue: { send: async () => undefined },
      newLinkId: () => 'd'.repeat(32),
    });
    expect((await submit(broken, path, 'ada')).status).toBe(503);
    expect(await (await submit(app, path, 'ada')).text()).not.toContain(escaped);
  });
});

describe('afterwards', () => {
  test('storing is recorded once', async () => {
    const { app, world, path } = start();
    expect((await submit(app, `${path}/stored`, 'ada')).status).toBe(200);
    expect(world.writes).toEqual([]);
    await submit(app, path, 'ada');
    for (let n = 0; n < 2; n += 1) {
      expect(await (await submit(app, `${path}/stored`, 'ada')).text()).toContain('Recorded as stored');
    }
    expect(world.writes).toEqual(['link.revealed', 'credential.stored']);
    expect(await (await open(app, path, 'ada')).text()).not.toContain('Make a new link');
  });

  test('a report makes the link worthless and alerts', async () => {
    const { app, world, path } = start();
    expect(await (await submit(app, `${path}/report`, 'ada')).text()).toContain('alerted');
    expect(world.sent).toMatchObject([{ kind: 'alert', subject: 'link-reported' }]);
    expect(await (await submit(app, path, 'ada')).text()).not.toContain(escaped);
  });

  test('a report of a link that was renewed makes the newer one worthless too, and is recorded once', async () => {
    const { app, world, path } = start();
    await submit(app, path, 'ada');
    const renewed = await (await submit(app, `${path}/renew`, 'ada')).text();
    const newer = /class="button" href="(\/c\/[^"]+)"/.exec(renewed)?.[1] ?? '';
    expect(await (await open(app, path, 'ada')).text()).toContain('I did not ask for a newer link');
    for (const each of [path, newer, path]) {
      expect(await (await submit(app, `${each}/report`, 'ada')).text()).toContain('alerted');
    }
    expect(await (await submit(app, newer, 'ada')).text()).not.toContain(escaped);
    for (const each of [path, newer]) {
      const page = await (await open(app, each, 'ada')).text();
      expect(page).toContain('No link to this password works any more');
      expect(page).not.toMatch(/Make a new link|Go to the newer link|I did not/);
      expect((await submit(app, `${each}/renew`, 'ada')).status).toBe(410);
    }
    expect(world.writes).toEqual(['link.revealed', 'link.renewed', 'link.reported']);
  });

  test('a report after a view says that the password was seen', async () => {
    const { app, path } = start();
    await submit(app, path, 'ada');
    expect(await (await submit(app, `${path}/report`, 'ada')).text()).toContain('Somebody has seen this password');
  });

  test('each of three links works once, the one before never again, and a fourth is not made', async () => {
    const { app, world, path } = start();
    let current = path;
    for (let number = 0; number < 3; number += 1) {
      expect(await (await submit(app, current, 'ada')).text()).toContain(escaped);
      const page = await (await submit(app, `${current}/renew`, 'ada')).text();
      const next = /class="button" href="(\/c\/[^"]+)"/.exec(page)?.[1];
      expect(next === undefined).toBe(number === 2);
      expect(await (await submit(app, current, 'ada')).text()).not.toContain(escaped);
      current = next ?? current;
    }
    expect(world.writes.filter((each) => each === 'link.renewed')).toHaveLength(2);
  });

  test('the last number is not renewed', async () => {
    const { app, world, path } = start({ number: 2 });
    await submit(app, path, 'ada');
    expect(await (await open(app, path, 'ada')).text()).not.toContain('Make a new link');
    await submit(app, `${path}/renew`, 'ada');
    expect(world.writes).toEqual(['link.revealed']);
  });
});

describe('who is told', () => {
  test('the recipient and the team, of each view and each further link', async () => {
    const { app, world, path } = start();
    await submit(app, path, 'ada');
    await submit(app, `${path}/renew`, 'ada');
    const common = { kind: 'link-used', technicianObjectId: objectIdOf('ada'), address: '203.0.113.7' };
    expect(world.sent).toMatchObject([
      { ...common, use: 'revealed' },
      { ...common, use: 'renewed' },
    ]);
    expect(new Set(world.sent.map((each) => ('linkFingerprint' in each ? each.linkFingerprint : ''))).size).toBe(2);
    expect(JSON.stringify(world.sent)).not.toContain(PASSWORD);
  });

  test('a notice that cannot be sent does not take the view', async () => {
    const { app, world, path } = start({}, undefined, false, () => Promise.reject(new Error('no queue')));
    expect(await (await submit(app, path, 'ada')).text()).toContain(escaped);
    expect(world.failures).toHaveLength(1);
  });
});

describe('an estate that wants a second person for further links', () => {
  const opened = async () => {
    const it = start({}, undefined, true);
    await submit(it.app, it.path, 'ada');
    return it;
  };

  test('its recipient asks, another technician agrees, the new link goes to the recipient alone', async () => {
    const { app, world, path } = await opened();
    expect(await (await open(app, path, 'ada')).text()).toContain('Ask for a new link');
    expect(await (await submit(app, `${path}/renew`, 'ada')).text()).toContain('Your team has been asked');
    expect(await (await open(app, path, 'ada')).text()).not.toMatch(/Ask for a new link|Make a new link/);
    expect(world.sent.at(-1)).toMatchObject({ use: 'renewal-asked', url: expect.stringContaining(path) });
    const page = await (await open(app, path, 'bruno')).text();
    expect(page).toContain('Agree to a new link');
    expect(page).not.toContain('Show password');
    const agreed = await (await submit(app, `${path}/renew`, 'bruno')).text();
    expect(agreed).toContain('gets it by mail');
    expect(agreed).not.toMatch(/href="\/c\//);
    const mail = world.sent.at(-1);
    expect(mail).toMatchObject({ kind: 'credential-ready', technicianObjectId: objectIdOf('ada') });
    const next = mail !== undefined && 'url' in mail ? new URL(mail.url ?? '').pathname : '';
    expect((await submit(app, next, 'bruno')).status).toBe(404);
    expect(await (await submit(app, next, 'ada')).text()).toContain(escaped);
    expect(world.writes).toEqual(['link.revealed', 'link.renewal-asked', 'link.renewed', 'link.revealed']);
  });

  test('one does not agree with oneself, however often one asks', async () => {
    const { app, world, path } = await opened();
    for (let n = 0; n < 5; n += 1) await submit(app, `${path}/renew`, 'ada');
    expect(world.tables.credentialLinks.size).toBe(1);
    expect(world.writes).toEqual(['link.revealed', 'link.renewal-asked']);
  });

  test.each([
    'before it was asked for',
    'of another tenant',
    'who owns the account',
    'whose own account was not found',
  ])('nobody agrees %s', async (who) => {
    const { app, world, path } = await opened();
    if (who !== 'before it was asked for') await submit(app, `${path}/renew`, 'ada');
    if (who === 'who owns the account') {
      const technicians = world.estate.technicians.map((each) => ({ ...each, ownAccounts: ['ops@contoso.example'] }));
      Object.assign(world.estate, { technicians });
    }
    if (who === 'whose own account was not found') {
      const barred = [{ objectId: objectIdOf('bruno'), named: ['bruno.admn@contoso.example'] }];
      for (const [row, each] of world.tables.rotationRows) world.tables.rotationRows.set(row, { ...each, barred });
    }
    const person = who === 'of another tenant' ? 'chiara' : 'bruno';
    expect((await open(app, path, person)).status).toBe(404);
    expect((await submit(app, `${path}/renew`, person)).status).toBe(404);
    expect(world.tables.credentialLinks.size).toBe(1);
  });

  test('who is asked may report instead: then no link works any more', async () => {
    const { app, world, path } = await opened();
    await submit(app, `${path}/renew`, 'ada');
    expect(await (await submit(app, `${path}/report`, 'bruno')).text()).toContain('alerted');
    expect((await submit(app, `${path}/renew`, 'bruno')).status).toBe(404);
    expect((await submit(app, `${path}/renew`, 'ada')).status).toBe(410);
    expect(world.writes).toEqual(['link.revealed', 'link.renewal-asked', 'link.reported']);
  });
});

describe('a locator', () => {
  const { link } = start();
  const real = locatorOf(link);
  test.each([
    ['with another MAC', `${real.slice(0, -1)}${real.endsWith('0') ? '1' : '0'}`],
    ['with a later expiry', real.replace(String(link.expiresAt), String(link.expiresAt + 60))],
    ['of another purpose', locatorOf({ ...link, purpose: 'approvals' })],
    ['cut short', real.slice(0, 40)],
    ['far too long', 'x'.repeat(5000)],
    ['that is empty text', '%20'],
  ])('%s is worth nothing, and costs no read', async (_, locator) => {
    const { app, world } = start();
    expect((await open(app, `/c/${locator}`, 'ada')).status).toBe(404);
    expect((await submit(app, `/c/${locator}`, 'ada')).status).toBe(404);
    expect(world.reads.filter((what) => what !== 'sessions.find')).toEqual([]);
  });

  test('KMS down is "try again", not "expired"', async () => {
    const { app, world, path } = start();
    world.kmsIsDown = true;
    for (const answer of [await open(app, path, 'ada'), await submit(app, path, 'ada')]) {
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain('again in a minute');
    }
    expect(world.writes).toEqual([]);
  });
});

describe('an estate that has stored passwords deleted', () => {
  const retention = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;
  const plain = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

  test('tells so before the confirmation, with it, and ever after', async () => {
    const { app, world, path } = start({}, retention);
    expect(await plain(await submit(app, path, 'ada'))).toContain('the copy here is deleted 7 days later');
    expect(retirementIn(world)).toBeUndefined();
    expect(await plain(await submit(app, `${path}/stored`, 'ada'))).toContain('The copy here is deleted after');
    expect(retirementIn(world)).toMatchObject({ dueAt: '2026-12-14T08:00:00.000Z' });
    const gone = await plain(await open(app, path, 'ada'));
    expect(gone).toContain('The copy here is deleted after');
    expect(gone).not.toContain('kept safely');
  });

  test('that keeps them says nothing of the kind', async () => {
    const { app, world, path } = start();
    expect(await plain(await submit(app, path, 'ada'))).not.toContain('deleted');
    expect(await plain(await submit(app, `${path}/stored`, 'ada'))).not.toContain('deleted');
    expect(await plain(await open(app, path, 'ada'))).not.toContain('deleted');
    expect(retirementIn(world)).toBeUndefined();
  });
});
