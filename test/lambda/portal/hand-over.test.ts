import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import { passwordsIn, passwordsScene, refTo } from './passwords-scene.ts';
import { ADVENTURE, estate, NOW, objectIdOf, type Person } from './portal-world.ts';
import { open, submit } from './requests.ts';

const [ADA, BRUNO, CHIARA, GONE] = (['ada', 'bruno', 'chiara', 'stranger'] as const).map(objectIdOf);
const seconds = NOW.getTime() / 1000;
const brunos = { recipientObjectId: BRUNO ?? '', recipientName: 'Bruno Okafor' };
const gones = { recipientObjectId: GONE ?? '', recipientName: 'Gina Gone' };
const seen = { status: 'revealed', at: NOW.toISOString(), address: '203.0.113.9' } as const;
const plain = (page: string) => page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** The example's technicians with a lead, and with further changes. */
const technicians = (changes: Partial<Estate['technicians'][number]>, of: Person = 'bruno'): Estate['technicians'] =>
  estate.technicians.map((each) => (each.objectId === objectIdOf(of) ? { ...each, ...changes } : each));

type Scene = ReturnType<typeof passwordsScene>;
const pass = (scene: Scene, by: Person, to: string | undefined, links: readonly CredentialLink[] = scene.links) =>
  submit(scene.app, '/passwords/hand-over', by, { links: refTo(...links), to: to ?? '' });
const sees = async (scene: Scene, by: Person, link: CredentialLink) =>
  passwordsIn(await (await submit(scene.app, '/passwords/show', by, { links: refTo(link) })).text());

describe('the recipient', () => {
  test('passes a grant that nobody has opened to a colleague: the old link is dead, the new one is the colleague’s', async () => {
    const scene = passwordsScene();
    const answer = await pass(scene, 'ada', BRUNO);
    expect([answer.status, plain(await answer.text())]).toEqual([200, expect.stringContaining('handed over to Bruno')]);
    const handed = scene.newestOf(scene.link);
    expect(scene.stateOf(scene.link)).toEqual({
      status: 'revoked',
      at: NOW.toISOString(),
      renewedAs: handed.linkId,
      handedTo: { objectId: BRUNO, name: 'Bruno Okafor' },
    });
    expect(scene.world.facts).toMatchObject([
      {
        action: 'link.handed-over',
        actor: { objectId: ADA },
        evidence: { detail: expect.stringMatching(/^from Ada .* to Bruno/) },
      },
    ]);
    expect(scene.world.sent).toMatchObject([
      { kind: 'link-used', use: 'handed-over', by: 'Ada Lindqvist', to: 'Bruno Okafor' },
      { kind: 'passwords-ready', technicianObjectId: BRUNO },
    ]);
    for (const link of [scene.link, handed]) expect(await sees(scene, 'ada', link)).toBe(0);
    expect(await sees(scene, 'bruno', scene.link)).toBe(0);
    expect(await sees(scene, 'bruno', handed)).toBe(1);
  });

  test('passes all of a tenant at once, each with a record of its own; the colleague gets one mail', async () => {
    const scene = passwordsScene({ links: Array.from({ length: 12 }, () => ({})) });
    expect((await pass(scene, 'ada', BRUNO)).status).toBe(200);
    expect(scene.world.facts.filter(({ action }) => action === 'link.handed-over')).toHaveLength(12);
    expect(scene.world.sent.filter(({ kind }) => kind === 'passwords-ready')).toHaveLength(1);
    expect(await (await open(scene.app, '/passwords', 'bruno')).text()).toContain('12 passwords wait for you');
    expect(await (await open(scene.app, '/passwords', 'ada')).text()).toContain('No password waits for you');
  });

  test('passes one that has expired on too, as a renewal', async () => {
    const scene = passwordsScene({ links: [{ expiresAt: seconds - 60 }, { expiresAt: seconds - 60, number: 2 }] });
    const [first, last] = scene.links;
    if (first === undefined || last === undefined) throw new Error('two were made');
    await pass(scene, 'ada', BRUNO, [first]);
    expect(scene.newestOf(first)).toMatchObject({ number: 1, handOvers: 1, recipientObjectId: BRUNO });
    expect((await pass(scene, 'ada', BRUNO, [last])).status).toBe(409);
  });

  test.each<[string, Partial<CredentialLink>, string | undefined]>([
    ['that was opened', { state: seen }, BRUNO],
    ['of a tenant for which the other does not decide', {}, CHIARA],
    ['to a stranger', {}, GONE],
    ['to nobody', {}, ''],
    ['to themselves', {}, ADA],
    ['whose further link is asked for', { state: { status: 'ready', askedAt: NOW.toISOString() } }, BRUNO],
    ['that was handed over too often', { handOvers: 10 }, BRUNO],
  ])('passes nothing on %s', async (_, more, to) => {
    const scene = passwordsScene({ links: [more] });
    expect((await pass(scene, 'ada', to)).status).toBe(409);
    expect([scene.world.writes, scene.world.refused]).toEqual([[], ['link.refused no-hand-over']]);
    expect(scene.world.tables.credentialLinks.size).toBe(1);
  });

  test('passes no account to the technician who owns it, or may', async () => {
    const own = technicians({ ownAccounts: ['ops0@contoso.example'] });
    const owned = passwordsScene({ estate: { technicians: own } });
    const answer = await pass(owned, 'ada', BRUNO);
    expect([answer.status, plain(await answer.text())]).toEqual([409, expect.stringContaining('own account')]);
    const barred = passwordsScene();
    for (const [row, each] of barred.world.tables.rotationRows) {
      const named = [{ objectId: BRUNO ?? '', named: ['bruno.admn@contoso.example'] }];
      barred.world.tables.rotationRows.set(row, { ...each, barred: named });
    }
    expect((await pass(barred, 'ada', BRUNO)).status).toBe(409);
    expect([...owned.world.writes, ...barred.world.writes]).toEqual([]);
  });

  test('and the colleague at the same moment, opening and handing over: exactly one wins', async () => {
    for (let n = 0; n < 20; n += 1) {
      const scene = passwordsScene();
      const acts = [() => sees(scene, 'ada', scene.link), () => pass(scene, 'ada', BRUNO)];
      await Promise.all((n % 2 ? acts : acts.toReversed()).map((act) => act()));
      const done = scene.world.writes.filter((each) => /revealed|handed-over/.test(each));
      expect(done).toHaveLength(1);
      expect(scene.passwordReads()).toBe(done[0] === 'link.revealed' ? 1 : 0);
    }
  });

  test('a hundred at once make one new link', async () => {
    const scene = passwordsScene();
    await Promise.all(Array.from({ length: 100 }, () => pass(scene, 'ada', BRUNO)));
    expect(scene.world.writes).toEqual(['link.handed-over']);
    expect(scene.world.tables.credentialLinks.size).toBe(2);
  });

  test('reports what a colleague has now, by the old address: that link is worthless too', async () => {
    const scene = passwordsScene();
    await pass(scene, 'ada', BRUNO);
    const gone = await (await open(scene.app, scene.path, 'ada')).text();
    expect(plain(gone)).toContain('handed over to Bruno Okafor');
    expect((await submit(scene.app, `${scene.path}/report`, 'ada')).status).toBe(200);
    expect(await sees(scene, 'bruno', scene.newestOf(scene.link))).toBe(0);
  });
});

describe('a lead', () => {
  const led = { technicians: technicians({ lead: true }, 'ada') };

  test('passes what a colleague has not opened to another one', async () => {
    const scene = passwordsScene({
      links: [{ ...brunos, tenantId: ADVENTURE }],
      estate: {
        technicians: technicians({ tenants: 'all' }).map((each) => ({ ...each, lead: each.objectId === ADA })),
      },
    });
    const page = plain(await (await open(scene.app, '/passwords', 'ada')).text());
    expect(page).toContain('With your colleagues');
    expect(page).toContain('1 password with Bruno Okafor');
    expect((await pass(scene, 'ada', CHIARA)).status).toBe(200);
    expect(scene.newestOf(scene.link)).toMatchObject({ recipientObjectId: CHIARA, recipientName: 'Chiara Rossi' });
    expect(await sees(scene, 'chiara', scene.newestOf(scene.link))).toBe(1);
  });

  test('takes nothing for themselves, and nothing that was opened', async () => {
    for (const [more, to] of [
      [brunos, ADA],
      [{ ...brunos, state: seen }, CHIARA],
    ] as const) {
      const scene = passwordsScene({ links: [more], estate: led });
      expect((await pass(scene, 'ada', to)).status).toBe(409);
      expect(scene.world.writes).toEqual([]);
    }
  });

  test('somebody who is none sees nothing of it, and passes nothing on', async () => {
    const scene = passwordsScene({ links: [brunos] });
    expect(await (await open(scene.app, '/passwords', 'ada')).text()).not.toMatch(/ops0|Bruno Okafor/);
    expect((await pass(scene, 'ada', BRUNO)).status).toBe(409);
    expect(scene.world.writes).toEqual([]);
  });

  test('of other tenants passes nothing on', async () => {
    const scene = passwordsScene({ links: [{}], estate: { technicians: technicians({ lead: true }, 'chiara') } });
    expect((await pass(scene, 'chiara', BRUNO)).status).toBe(409);
    expect(scene.world.writes).toEqual([]);
  });
});

describe('what a technician leaves behind', () => {
  test('is taken over by whoever decides for the tenant, with a record', async () => {
    const scene = passwordsScene({ links: [gones, gones] });
    const page = plain(await (await open(scene.app, '/passwords', 'bruno')).text());
    expect(page).toContain('2 passwords left by Gina Gone');
    const answer = await pass(scene, 'bruno', BRUNO);
    expect([answer.status, plain(await answer.text())]).toEqual([
      200,
      expect.stringContaining('2 passwords wait for you'),
    ]);
    expect(scene.world.facts).toMatchObject([
      {
        action: 'link.handed-over',
        actor: { objectId: BRUNO },
        evidence: { detail: expect.stringContaining('from Gina Gone, who does not decide') },
      },
      { action: 'link.handed-over' },
    ]);
    expect(await sees(scene, 'bruno', scene.newestOf(scene.link))).toBe(1);
  });

  test('also when the technician is still there, but does not decide for the tenant any more', async () => {
    const scene = passwordsScene({ links: [brunos], estate: { technicians: technicians({ tenants: ['fabrikam'] }) } });
    expect(await (await open(scene.app, '/passwords', 'bruno')).text()).toContain('No password waits for you');
    expect((await pass(scene, 'bruno', ADA)).status).toBe(409);
    expect((await pass(scene, 'ada', ADA)).status).toBe(200);
  });

  test('is not taken over by others, nor by who owns the account, nor once it was opened', async () => {
    const own = technicians({ ownAccounts: ['ops0@contoso.example'] });
    for (const [more, by, people] of [
      [gones, 'chiara', estate.technicians],
      [gones, 'bruno', own],
      [{ ...gones, state: seen }, 'bruno', estate.technicians],
    ] as const) {
      const scene = passwordsScene({ links: [more], estate: { technicians: people } });
      expect((await pass(scene, by, objectIdOf(by))).status).toBe(409);
      expect(scene.world.writes).toEqual([]);
    }
  });

  test('goes to one of two who take it over at once', async () => {
    const scene = passwordsScene({ links: [gones] });
    await Promise.all([pass(scene, 'ada', ADA), pass(scene, 'bruno', BRUNO)]);
    expect(scene.world.writes).toEqual(['link.handed-over']);
    const handed = scene.newestOf(scene.link);
    expect((await sees(scene, 'ada', handed)) + (await sees(scene, 'bruno', handed))).toBe(1);
  });
});

test('of sixty tenants fifty are offered to hand over, and a search finds the others: the page stays one answer', async () => {
  const [example] = estate.tenants;
  if (example === undefined) throw new Error('the example has tenants');
  const tenants = Array.from({ length: 60 }, (_, n) => ({
    ...example,
    name: `t${n}`,
    displayName: `Customer ${n}.`,
    tenantId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  }));
  const everybody = estate.technicians.map((each) => ({ ...each, tenants: 'all' as const, lead: true }));
  const links = tenants.map(({ tenantId, displayName }) => ({ tenantId, tenantDisplayName: displayName }));
  const mine = passwordsScene({ links, estate: { tenants, technicians: everybody } });
  const theirs = passwordsScene({
    links: links.map((each) => ({ ...each, ...brunos })),
    estate: { tenants, technicians: everybody },
  });
  for (const { app } of [mine, theirs]) {
    const page = await (await open(app, '/passwords', 'ada')).text();
    expect(page.match(/<form[^>]*hand-over/g)).toHaveLength(50);
    expect(page).toContain('And 10 more, which a search');
    const found = await (await open(app, '/passwords?q=Customer+59.', 'ada')).text();
    expect(found.match(/<form[^>]*hand-over/g)).toHaveLength(1);
    expect(found).not.toContain('which a search');
  }
});
