import { expect, test } from '@jest/globals';
import { conclude } from '../../../lambda/domain/rotation/protocol.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { describeStores, STALE } from './stores.ts';
import { cycleId, discoveredCycle, fact, NOW, tenantId, waiting } from './values.ts';

/** A rotation of a Global Administrator for whom these stand in. */
function rotationOf(name: string, standIns?: readonly string[], inCycle = cycleId): Rotation {
  const account = { ...waiting.account, accountId: name, ...(standIns === undefined ? {} : { standIns }) };
  return { ...waiting, cycleId: inCycle, accountId: name, rotationId: `${inCycle} ${name}`, account };
}

/** Administrators of one tenant who all stand in for each other. */
const administrators = (names: readonly string[], inCycle?: string) =>
  names.map((name) =>
    rotationOf(
      name,
      names.filter((each) => each !== name),
      inCycle,
    ),
  );

const acquired = (answers: readonly string[]) => answers.filter((each) => each === 'acquired').length;
const failed = (rotation: Rotation) => conclude(rotation, { kind: 'error', reason: 'test' });

describeStores('Global Administrators of one tenant are never all taken (R2)', (stores) => {
  const acquire = (rotation: Rotation) => stores().rotations.acquireLock(rotation, NOW);

  test.each([2, 3, 5])('of %i at the same instant, one stays free', async (count) => {
    const all = administrators(['a', 'b', 'c', 'd', 'e'].slice(0, count));
    const answers = await Promise.all(all.map(acquire));
    expect(acquired(answers)).toBe(count - 1);
    expect(answers.filter((each) => each === 'last-global-administrator')).toHaveLength(1);
    const ids = all.map(({ accountId }) => accountId);
    expect(await stores().rotations.isAnyUnlocked(tenantId, ids)).toBe(true);
  });

  test('two cycles at once, and each step twice: still one stays free, and nobody is taken twice', async () => {
    const names = ['a', 'b', 'c'];
    const both = [...administrators(names, 'monthly'), ...administrators(names, 'now')];
    const answers = await Promise.all([...both, ...both].map(async (each) => [each, await acquire(each)] as const));
    const taken = answers.flatMap(([each, answer]) => (answer === 'acquired' ? [each] : []));
    expect(new Set(taken.map(({ accountId }) => accountId)).size).toBe(2);
    expect(new Set(taken.map(({ rotationId }) => rotationId)).size).toBe(2);
    expect(await stores().rotations.isAnyUnlocked(tenantId, names)).toBe(true);
  });

  test('cycles that saw different administrators: a chain of stand-ins has an end', async () => {
    const chain = [rotationOf('a', ['b']), rotationOf('b', ['c']), rotationOf('c', ['a'])];
    expect(acquired(await Promise.all(chain.map(acquire)))).toBeLessThan(3);
  });

  test('one who waits gets its turn when a stand-in is done, and not while that one stays taken', async () => {
    const [a, b] = [rotationOf('a', ['b']), rotationOf('b', ['a'])];
    await discoveredCycle(stores(), [a, b]);
    expect(await acquire(a)).toBe('acquired');
    for (let again = 0; again < 3; again += 1) expect(await acquire(b)).toBe('last-global-administrator');
    await stores().rotations.close(a, failed(a), fact({ accountId: 'a' }));
    expect(await acquire(b)).toBe('acquired');
  });

  test('the same rotation again keeps its account, also when all others are taken meanwhile (R8)', async () => {
    const a = rotationOf('a', ['b', 'c']);
    expect(await acquire(a)).toBe('acquired');
    for (const each of ['b', 'c']) await acquire(rotationOf(each));
    expect(await acquire(a)).toBe('acquired');
  });

  test('without any stand-in, never; an account that needs none, whenever', async () => {
    expect(await acquire(rotationOf('only', []))).toBe('last-global-administrator');
    expect(await acquire(rotationOf('plain'))).toBe('acquired');
    expect(await stores().rotations.isAnyUnlocked(tenantId, [])).toBe(false);
    expect(await stores().rotations.isAnyUnlocked(tenantId, ['plain'])).toBe(false);
    expect(await stores().rotations.isAnyUnlocked('another tenant', ['plain'])).toBe(true);
  });

  test('another rotation of the account is told first', async () => {
    await acquire(rotationOf('a', ['b'], 'monthly'));
    expect(await acquire(rotationOf('a', [], 'now'))).toBe('account-busy');
  });
});

describeStores('one rotation of an account at a time', (stores) => {
  const acquire = (rotation: Rotation) => stores().rotations.acquireLock(rotation, NOW);
  const inCycle = (id: string): Rotation => ({ ...waiting, cycleId: id, rotationId: id.padEnd(32, '0') });

  test('who has the account is told by its key, whether there is a row of it or not', async () => {
    const other = inCycle('2026-12-07-admin-extra');
    expect(await stores().rotations.lockHolder(waiting)).toBeUndefined();
    await acquire(other);
    expect(await stores().rotations.lockHolder(waiting)).toEqual({
      cycleId: other.cycleId,
      tenantId,
      accountId: waiting.accountId,
    });
  });

  test('another cycle waits until the first has ended, and one that ends elsewhere frees nothing', async () => {
    await discoveredCycle(stores());
    const other = inCycle('2026-12-07-admin-extra');
    expect(await acquire(waiting)).toBe('acquired');
    expect(await acquire(waiting)).toBe('acquired'); // again after a crash
    expect(await acquire(other)).toBe('account-busy');
    await stores().rotations.close(waiting, failed(waiting), fact());
    expect(await acquire(other)).toBe('acquired');
    expect(await acquire(waiting)).toBe('account-busy');
  });

  test('one that ends while another has its account leaves it to that one', async () => {
    await discoveredCycle(stores());
    const other = inCycle('2026-12-07-admin-extra');
    await acquire(other);
    await stores().rotations.close(waiting, failed(waiting), fact());
    expect(await stores().rotations.lockHolder(waiting)).toMatchObject({ cycleId: other.cycleId });
  });

  test('one that was closed meanwhile takes no account: nobody would let go of it', async () => {
    await discoveredCycle(stores());
    await stores().rotations.close(waiting, failed(waiting), fact());
    await expect(acquire(waiting)).rejects.toMatchObject(STALE); // as staging had read it
    expect(await stores().rotations.lockHolder(waiting)).toBeUndefined();
  });

  test('of several at the same moment, one gets it', async () => {
    const all = ['a', 'b', 'c', 'd'].map((each) => acquire(inCycle(`2026-12-07-${each}`)));
    expect(acquired(await Promise.all(all))).toBe(1);
  });
});
