import { expect, test } from '@jest/globals';
import type { ChangedElsewhere, ProvenReset } from '../../../lambda/domain/credential/changed-elsewhere.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../../lambda/domain/rotation/rotations.ts';
import { actionsOf, describeStores, type Stores } from './stores.ts';
import { ANOTHER_TENANT, chainOf, discover, fact, id, NOW, numbered, openCycle, tenantId } from './values.ts';

/** A rotation whose password is current, as `promote-password` leaves it. */
async function current({ rotations }: Stores, rotation: Rotation, versionId: string): Promise<void> {
  const proven = { ...rotation, state: { ...states.proven, versionId } };
  const before = await rotations.advance(rotation, proven, fact({ accountId: rotation.accountId }));
  const promoted = { ...before, state: { ...states.current, versionId } };
  await rotations.advance(before, promoted, fact({ accountId: rotation.accountId }));
}

const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();

describeStores('passwords that somebody else changes', (stores) => {
  const rotated = async (version: string, n = 1, cycleId = '2026-12-07-admin-monthly'): Promise<Rotation> => {
    const rotation = numbered(n, { cycleId, rotationId: id(version) });
    await openCycle(stores(), { cycleId });
    await discover(stores(), [rotation], [], { cycleId });
    await current(stores(), rotation, id(version));
    return rotation;
  };
  const change = (of: Rotation, versionId: string, more: Partial<ChangedElsewhere> = {}): ChangedElsewhere => ({
    tenantId: of.tenantId,
    accountId: of.accountId,
    cycleId: of.cycleId,
    rotationId: of.rotationId,
    userPrincipalName: of.account.userPrincipalName,
    class: of.account.class,
    tenantDisplayName: of.tenantDisplayName,
    passwordChangedAt: states.current.passwordChangedAt,
    versionId: id(versionId),
    changedAt: at(60),
    seenAt: at(90),
    ...more,
  });
  const record = (what: ChangedElsewhere) =>
    stores().watch.record(what, fact({ action: 'password.changed-elsewhere', accountId: what.accountId }));

  test('are compared with the reset that made the current password', async () => {
    const rotation = await rotated('a');
    const reset: ProvenReset = {
      cycleId: rotation.cycleId,
      rotationId: rotation.rotationId,
      userPrincipalName: rotation.account.userPrincipalName,
      class: rotation.account.class,
      tenantDisplayName: rotation.tenantDisplayName,
      passwordChangedAt: states.current.passwordChangedAt,
      attemptedAt: states.current.attemptedAt,
    };
    const { accountId } = rotation;
    expect(await stores().watch.currentOf(tenantId, [accountId, 'never-rotated'])).toEqual([
      { tenantId, accountId, versionId: id('a'), reset },
    ]);
    expect(await stores().watch.currentOf(ANOTHER_TENANT, [accountId])).toEqual([]);
    expect(await stores().watch.currentOf(tenantId, [])).toEqual([]);
  });

  test('are recorded once for each change, with their fact', async () => {
    const rotation = await rotated('a');
    expect(await record(change(rotation, 'a'))).toBe(true);
    expect(await record(change(rotation, 'a', { seenAt: at(2_000) }))).toBe(false);
    expect(await record(change(rotation, 'a', { changedAt: at(59) }))).toBe(false);
    expect(await record(change(rotation, 'a', { changedAt: at(61) }))).toBe(true);
    expect(await stores().watch.changedElsewhere()).toEqual([change(rotation, 'a', { changedAt: at(61) })]);
    const actions = await actionsOf(stores(), chainOf(rotation.accountId));
    expect(actions.filter((each) => each === 'password.changed-elsewhere')).toHaveLength(2);
  });

  test('of two runs at once one records it', async () => {
    const rotation = await rotated('a');
    const results = await Promise.all([1, 2, 3].map(() => record(change(rotation, 'a'))));
    expect(results.filter((each) => each)).toHaveLength(1);
  });

  test('are not recorded where another password became current meanwhile', async () => {
    const rotation = await rotated('a');
    await rotated('b', 1, '2027-01-04-admin-monthly');
    expect(await record(change(rotation, 'a'))).toBe(false);
    expect(await stores().watch.changedElsewhere()).toEqual([]);
  });

  test('are not recorded while a rotation holds the account: the change may be its own', async () => {
    const rotation = await rotated('a');
    const next = numbered(1, { cycleId: '2027-01-04-admin-monthly', rotationId: id('c') });
    await openCycle(stores(), { cycleId: next.cycleId });
    await discover(stores(), [next], [], { cycleId: next.cycleId });
    expect(await stores().rotations.acquireLock(next, NOW)).toBe('acquired');
    expect(await record(change(rotation, 'a'))).toBe(false);
    expect(await stores().watch.changeOf(rotation)).toBeUndefined();
  });

  test('are over when a later password is current, and count anew for that one', async () => {
    const rotation = await rotated('a');
    await record(change(rotation, 'a', { changedAt: at(500) }));
    expect(await stores().watch.changeOf(rotation)).toMatchObject({ changedAt: at(500) });
    const later = await rotated('b', 1, '2027-01-04-admin-monthly');
    expect(await stores().watch.changeOf(rotation)).toBeUndefined();
    expect(await stores().watch.changedElsewhere(tenantId)).toEqual([]);
    expect(await record(change(later, 'b', { changedAt: at(400) }))).toBe(true);
    expect(await stores().watch.changedElsewhere(tenantId)).toHaveLength(1);
  });

  test('are found by tenant, more than one read takes', async () => {
    const many = 101;
    await openCycle(stores());
    const rotations = Array.from({ length: many }, (_, n) => numbered(n + 1));
    await discover(stores(), rotations);
    for (const each of rotations) {
      await current(stores(), each, each.rotationId);
      await record({ ...change(each, 'a'), versionId: each.rotationId });
    }
    expect(await stores().watch.changedElsewhere(tenantId)).toHaveLength(many);
    expect(await stores().watch.changedElsewhere()).toHaveLength(many);
    expect(await stores().watch.changedElsewhere(ANOTHER_TENANT)).toEqual([]);
  });

  test('are looked for by tenant, which is noted', async () => {
    const { watch } = stores();
    expect(await watch.watches()).toEqual([]);
    await watch.setWatch({ tenantId, at: at(0), problem: 'no consent' });
    await watch.setWatch({ tenantId, at: at(1440) });
    await watch.setWatch({ tenantId: ANOTHER_TENANT, at: at(0) });
    expect(await watch.watches()).toEqual(
      expect.arrayContaining([
        { tenantId, at: at(1440) },
        { tenantId: ANOTHER_TENANT, at: at(0) },
      ]),
    );
  });
});
