import { expect, test } from '@jest/globals';
import { type AccessFact, notYetTold, RECORDED_EACH, STRANGERS } from '../../../lambda/domain/audit/access.ts';
import { actionsOf, carriedOut, describeStores, STALE } from './stores.ts';
import { ANOTHER_TENANT, fact, NOW } from './values.ts';

const STRANGERS_CHAIN = `access#${STRANGERS}`;
const LATER = new Date(NOW.getTime() + 11 * 60_000);

const refused = (more: Partial<AccessFact> = {}): AccessFact => ({
  ...fact({ action: 'sign-in.refused', reason: 'stale', cycleId: undefined }),
  outcome: 'refused',
  tenantId: undefined,
  accountId: undefined,
  accessOf: STRANGERS,
  ...more,
});

describeStores('the access log', (stores) => {
  const note = (...facts: [AccessFact, ...AccessFact[]]) => stores().accessLog.note(facts);
  const told = (times: number) => refused({ times, time: LATER.toISOString() });

  test('records the first of a kind, and counts all', async () => {
    for (let n = 0; n < RECORDED_EACH.refused + 3; n += 1)
      expect(await note(refused())).toEqual({ before: n, count: n + 1 });
    expect(await actionsOf(stores(), STRANGERS_CHAIN)).toEqual(Array(RECORDED_EACH.refused).fill('sign-in.refused'));
    expect(await stores().accessCounts.ended(LATER)).toEqual([
      {
        from: '2026-12-07T08:00:00.000Z',
        accessOf: STRANGERS,
        action: 'sign-in.refused',
        outcome: 'refused',
        reason: 'stale',
        count: RECORDED_EACH.refused + 3,
      },
    ]);
  });

  test('however many come at once, each is counted, and no more are recorded', async () => {
    const counts = await Promise.all(Array.from({ length: 60 }, () => note(refused())));
    expect(new Set(counts.map(({ count }) => count)).size).toBe(60);
    const recorded = (await actionsOf(stores(), STRANGERS_CHAIN)).length;
    expect(recorded).toBeLessThanOrEqual(RECORDED_EACH.refused);
    // Where they met at the end of the chain, the count tells those that have no record.
    const [count] = await stores().accessCounts.ended(LATER);
    expect(count === undefined ? 0 : notYetTold(count) + recorded).toBe(60);
  });

  test('of many kinds at once, each is recorded or told with its count', async () => {
    const kinds = Array.from({ length: 30 }, (_, n) => refused({ reason: `r${n % 10}` }));
    await Promise.all(kinds.map((each) => note(each)));
    const recorded = (await actionsOf(stores(), STRANGERS_CHAIN)).length;
    const counts = await stores().accessCounts.ended(LATER);
    expect(counts).toHaveLength(10);
    expect(recorded + counts.reduce((sum, each) => sum + notYetTold(each), 0)).toBe(30);
  });

  test('a sign-in is recorded however busy its chain is', async () => {
    const started = () => refused({ action: 'session.started', outcome: 'success', reason: undefined });
    await Promise.all(Array.from({ length: 8 }, () => note(started())));
    expect(await actionsOf(stores(), STRANGERS_CHAIN)).toHaveLength(8);
  });

  test('many of one form are counted in one go, and the first of them recorded', async () => {
    await note(refused());
    const [first = refused(), ...others] = Array.from({ length: 50 }, (_, n) => refused({ rotationId: `${n}` }));
    expect(await note(first, ...others)).toEqual({ before: 1, count: 51 });
    expect(await actionsOf(stores(), STRANGERS_CHAIN)).toHaveLength(RECORDED_EACH.refused);
  });

  test('another person, action, reason or stretch is another kind', async () => {
    const kinds = [
      refused({ accessOf: ANOTHER_TENANT }),
      refused({ action: 'form.refused' }),
      refused({ reason: 'guest' }),
      refused({ reason: undefined }),
      refused({ time: LATER.toISOString() }),
    ];
    for (const each of [refused(), ...kinds]) expect(await note(each)).toMatchObject({ count: 1 });
    expect(await actionsOf(stores(), STRANGERS_CHAIN)).toHaveLength(5);
    expect(await actionsOf(stores(), `access#${ANOTHER_TENANT}`)).toHaveLength(1);
  });

  test('a stretch that goes on is not told; one that has ended is told once', async () => {
    for (let n = 0; n < 9; n += 1) await note(refused());
    expect(await stores().accessCounts.ended(NOW)).toEqual([]);
    const [count] = await stores().accessCounts.ended(LATER);
    if (count === undefined) throw new Error('nothing has ended');
    expect(await carriedOut([1, 2].map(() => stores().accessCounts.tell(count, told(4))))).toBe(1);
    expect(await stores().accessCounts.ended(LATER)).toEqual([{ ...count, told: 9 }]);
    expect((await stores().accessReader.newestOf(STRANGERS_CHAIN, 1))[0]).toMatchObject({ times: 4, sequence: 6 });
  });

  test('what was counted after it was read is not lost', async () => {
    await note(refused());
    const [count] = await stores().accessCounts.ended(LATER);
    if (count === undefined) throw new Error('nothing has ended');
    await note(refused());
    await expect(stores().accessCounts.tell(count, told(1))).rejects.toMatchObject(STALE);
  });

  test('the ends of its chains are found without a list, and apart from all others', async () => {
    await stores().rotations.note(fact());
    for (const accessOf of [STRANGERS, ANOTHER_TENANT]) await note(refused({ accessOf }));
    const heads = await stores().audit.accessHeads();
    expect(heads.map(({ chain }) => chain)).toEqual([`access#${ANOTHER_TENANT}`, STRANGERS_CHAIN]);
    expect(await stores().audit.headsOf([STRANGERS_CHAIN])).toEqual(heads.slice(1));
  });

  test('the newest records come first', async () => {
    for (const reason of ['a', 'b', 'c']) await note(refused({ reason }));
    const newest = await stores().accessReader.newestOf(STRANGERS_CHAIN, 2);
    expect(newest.map(({ reason }) => reason)).toEqual(['c', 'b']);
    expect(await stores().accessReader.newestOf('access#nobody', 2)).toEqual([]);
  });
});
