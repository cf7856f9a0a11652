import { describe, expect, test } from '@jest/globals';
import { passwordsIn, passwordsScene, refTo } from './passwords-scene.ts';
import { estate, locatorOf, NOW, objectIdOf } from './portal-world.ts';
import { open, submit } from './requests.ts';

/** The signed address of one credential link: inert, and the way to its row. */

const seen = { status: 'revealed', at: NOW.toISOString(), address: '203.0.113.9' } as const;
const plain = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the address of a link', () => {
  test.each([
    ['nobody has opened', {}],
    ['has expired', { expiresAt: NOW.getTime() / 1000 - 60 }],
    ['was opened and not stored', { state: seen }],
  ])('that %s leads its recipient to its row, and shows nothing', async (_, more) => {
    const { app, world, link, path, passwordReads } = passwordsScene({ links: [more] });
    const answer = await open(app, path, 'ada');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/passwords?link=${refTo(link)}`]);
    const page = await plain(await open(app, answer.headers.get('location') ?? '', 'ada'));
    expect(page).toContain('Password of ops0@contoso.example');
    expect(page).toContain('Timeline of this account');
    expect([passwordReads(), world.writes]).toEqual([0, []]);
  });

  test('that was replaced leads to the row of the newest one', async () => {
    const { app, link, path, newestOf } = passwordsScene({ links: [{ state: seen }] });
    await submit(app, '/passwords/renew', 'ada', { links: refTo(link) });
    expect((await open(app, path, 'ada')).headers.get('location')).toBe(`/passwords?link=${refTo(newestOf(link))}`);
  });

  test('says where there is nothing left why, and by whom', async () => {
    for (const [state, words] of [
      [{ ...seen, storedAt: NOW.toISOString() }, 'You stored it'],
      [{ status: 'revoked', at: NOW.toISOString() }, 'No link to this password works any more'],
      [{ status: 'revoked', at: NOW.toISOString(), supersededBy: 'r' }, 'a later password took the place'],
    ] as const) {
      const { app, path } = passwordsScene({ links: [{ state }] });
      const answer = await open(app, path, 'ada');
      expect([answer.status, await plain(answer)]).toEqual([410, expect.stringContaining(words)]);
    }
  });

  test('shows nothing, whoever posts to it, and is no way to renew by oneself', async () => {
    const { app, world, path, passwordReads } = passwordsScene();
    expect((await submit(app, path, 'ada')).status).toBe(404);
    expect((await submit(app, `${path}/stored`, 'ada')).status).toBe(404);
    expect((await submit(app, `${path}/renew`, 'ada')).status).toBe(303);
    expect([passwordReads(), world.writes]).toEqual([0, []]);
  });

  test('is where a view that was not one’s own is reported, once', async () => {
    const { app, world, path } = passwordsScene({ links: [{ state: { ...seen, storedAt: NOW.toISOString() } }] });
    expect(await plain(await open(app, path, 'ada'))).toContain('I did not open this');
    for (let n = 0; n < 3; n += 1) {
      expect(await plain(await submit(app, `${path}/report`, 'ada'))).toContain('the team has been alerted');
    }
    expect(world.writes).toEqual(['link.reported']);
  });

  test.each(['bruno', 'chiara', 'stranger'] as const)('is not found by %s, and that is recorded', async (person) => {
    const { app, world, path } = passwordsScene();
    const status = person === 'stranger' ? 200 : 404;
    expect((await open(app, path, person)).status).toBe(status);
    expect((await submit(app, `${path}/report`, person)).status).toBe(person === 'stranger' ? 401 : 404);
    expect(world.writes).toEqual([]);
  });
});

describe('an estate that wants a second person for further links', () => {
  const scene = async () => {
    const approvals = { ...estate.approvals, renewalNeedsSecondPerson: true };
    const it = passwordsScene({ links: [{ state: seen }], estate: { approvals } });
    const ask = () => submit(it.app, '/passwords/renew', 'ada', { links: refTo(it.link) });
    return { ...it, ask };
  };

  test('another technician agrees; the new link is on the page of its recipient alone', async () => {
    const { app, world, link, path, ask, newestOf } = await scene();
    await ask();
    expect(world.sent.at(-1)).toMatchObject({ use: 'renewal-asked', url: expect.stringContaining(path) });
    const page = await plain(await open(app, path, 'bruno'));
    expect(page).toContain('Agree to a new link');
    expect(page).not.toContain('Show');
    expect(await plain(await submit(app, `${path}/renew`, 'bruno'))).toContain('Ada Lindqvist finds it on the page');
    const next = { links: refTo(newestOf(link)) };
    expect((await submit(app, '/passwords/show', 'bruno', next)).status).toBe(409);
    expect(passwordsIn(await (await submit(app, '/passwords/show', 'ada', next)).text())).toBe(1);
    expect(world.writes).toEqual(['link.renewal-asked', 'link.renewed', 'link.revealed']);
  });

  test.each([
    'before it was asked for',
    'of another tenant',
    'who owns the account',
    'whose own account was not found',
  ])('nobody agrees %s', async (who) => {
    const { app, world, path, ask } = await scene();
    if (who !== 'before it was asked for') await ask();
    if (who === 'who owns the account') {
      const technicians = world.estate.technicians.map((each) => ({ ...each, ownAccounts: ['ops0@contoso.example'] }));
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

  test('one does not agree with oneself; who is asked may report instead: then no link works any more', async () => {
    const { app, world, path, ask } = await scene();
    await ask();
    await submit(app, `${path}/renew`, 'ada');
    expect(await plain(await submit(app, `${path}/report`, 'bruno'))).toContain('alerted');
    expect((await submit(app, `${path}/renew`, 'bruno')).status).toBe(404);
    expect((await ask()).status).toBe(409);
    expect(world.writes).toEqual(['link.renewal-asked', 'link.reported']);
  });
});

describe('a locator', () => {
  const { link } = passwordsScene();
  const real = locatorOf(link);
  test.each([
    ['with another MAC', `${real.slice(0, -1)}${real.endsWith('0') ? '1' : '0'}`],
    ['with a later expiry', real.replace(String(link.expiresAt), String(link.expiresAt + 60))],
    ['of another purpose', locatorOf({ ...link, purpose: 'approvals' })],
    ['cut short', real.slice(0, 40)],
    ['far too long', 'x'.repeat(5000)],
    ['that is empty text', '%20'],
  ])('%s is worth nothing, and costs no read', async (_, locator) => {
    const { app, world } = passwordsScene();
    expect((await open(app, `/c/${locator}`, 'ada')).status).toBe(404);
    expect((await submit(app, `/c/${locator}/report`, 'ada')).status).toBe(404);
    expect(world.reads.filter((what) => what !== 'sessions.find')).toEqual([]);
  });

  test('KMS down is "try again", not "expired"', async () => {
    const { app, world, path } = passwordsScene();
    world.kmsIsDown = true;
    for (const answer of [await open(app, path, 'ada'), await submit(app, `${path}/report`, 'ada')]) {
      expect(answer.status).toBe(503);
      expect(await plain(answer)).toContain('again in a minute');
    }
    expect(world.writes).toEqual([]);
  });
});
