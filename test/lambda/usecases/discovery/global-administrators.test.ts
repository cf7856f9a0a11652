import { describe, expect, test } from '@jest/globals';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { RotationKey } from '../../../../lambda/domain/identifiers.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, SCHEDULE, Stop, World } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { approveByTwo } from '../scene.ts';
import { rotate } from '../workflow.ts';

const CYCLES = ['2026-12-07-admin-monthly', '2027-01-04-admin-monthly'] as const;
const SCHEDULED = [SCHEDULE.scheduledFor, new Date('2027-01-04T04:00:00.000Z')] as const;
const keyOf = (name: string, cycle: 0 | 1 = 0): RotationKey => ({
  cycleId: CYCLES[cycle],
  tenantId: CONTOSO,
  accountId: `id-${name}`,
});

/**
 * Contoso with these Global Administrators and two cycles under way, everything approved. Each cycle leaves out another one: the
 * first one `names[0]`, the second one `names[1]`; or nobody, where the break-glass account is an administrator besides.
 */
async function approvedTwice(names: readonly string[], breakGlassIsAdministrator = false): Promise<World> {
  const world = new World();
  world.contoso.breakGlassIsAdministrator = breakGlassIsAdministrator;
  for (const name of names) world.contoso.add(aUser(name), aRole(aUser(name), GLOBAL_ADMINISTRATOR));
  // Bruno's own account: while it is not found, he may not decide here.
  world.contoso.add(aUser('bruno.admin'));
  for (const cycle of [0, 1] as const) {
    world.contoso.change(`id-${names[cycle]}`, { lastPasswordChangeDateTime: `2026-0${2 + cycle}-01T00:00:00Z` });
    const scheduledFor = SCHEDULED[cycle];
    await openCycle(world.ports, { ...SCHEDULE, scheduledFor, executionId: `execution-${cycle}` });
    // Both read the tenant at the same instant: neither sees the other's rotations.
    const cycles = { ...world.ports.cycles, latest: async () => [] };
    await discoverTenant({ ...world.ports, cycles }, { cycleId: CYCLES[cycle], tenantId: CONTOSO });
  }
  for (const key of world.tables.rotationRows.values()) await approveByTwo(world.ports, key);
  return world;
}

const stateOf = (world: World, key: RotationKey) => world.tables.rotationRows.get(rowOf(key))?.state;
const freeAccounts = (world: World, names: readonly string[]) =>
  names.filter((name) => !world.tables.lockHolders.has(`${CONTOSO}/id-${name}`));
const lastRecordOf = (world: World, name: string) => world.tables.chains.get(`${CONTOSO}#id-${name}`)?.at(-1);
const REFUSED = { name: 'RotationRefused', reason: 'last-global-administrator' };

describe('Global Administrators of one tenant are never all in flight (R2)', () => {
  test('three of them and two cycles, all approved by two technicians and staged at the same instant', async () => {
    const names = ['a', 'b', 'c'];
    const world = await approvedTwice(names);
    const keys = [...world.tables.rotationRows.values()];
    expect(keys).toHaveLength(4); // each cycle leaves out one of them
    const runs = await Promise.allSettled(keys.map((key) => stagePassword(world.ports, key)));
    expect(runs.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(freeAccounts(world, names)).toHaveLength(1);
  });

  test('the one that comes last is refused on record, its password is not made, and it can be retried', async () => {
    const world = await approvedTwice(['a', 'b']);
    const [first, second] = [keyOf('b', 0), keyOf('a', 1)];
    await stagePassword(world.ports, first);
    await expect(stagePassword(world.ports, second)).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('must wait until one of them is done'),
    });
    expect(world.contoso.versions.get('id-a')?.size).toBe(1);
    expect(lastRecordOf(world, 'a')).toMatchObject({ action: 'reset.refused', reason: REFUSED.reason });
    await rotate(world, first);
    expect(stateOf(world, first)).toMatchObject({ status: 'rotated' });
    await rotate(world, second); // what was refused has not ended yet
    expect(stateOf(world, second)).toMatchObject({ status: 'rotated' });
  });

  test('staging that runs again keeps its account, whoever came meanwhile (R8)', async () => {
    const world = await approvedTwice(['a', 'b', 'c']);
    await stagePassword(world.ports, keyOf('b', 0));
    await stagePassword(world.ports, keyOf('a', 1));
    await stagePassword(world.ports, keyOf('b', 0));
    await expect(stagePassword(world.ports, keyOf('c', 0))).rejects.toMatchObject(REFUSED);
  });

  test('one whose reset never shows keeps its account: the other one is not reset beside it', async () => {
    const world = await approvedTwice(['a', 'b']);
    world.contoso.fates.push('answer-lost');
    await stagePassword(world.ports, keyOf('b', 0));
    await expect(resetPassword(world.ports, keyOf('b', 0))).rejects.toMatchObject({ name: 'ResetOutcomeUnknown' });
    expect(await rotate(world, keyOf('a', 1))).toMatchObject({ kind: 'error' });
    expect(stateOf(world, keyOf('a', 1))).toMatchObject({ status: 'failed' });
    expect(world.contoso.passwords.get('id-a')).toBe('first password of a');
  });
});

describe('what becomes of the stand-in between approval and reset', () => {
  const KEY = keyOf('b', 0);
  const changes: Readonly<Record<string, (world: World) => unknown>> = {
    blocked: ({ contoso }) => contoso.change('id-a', { accountEnabled: false }),
    'a guest': ({ contoso }) => contoso.change('id-a', { userType: 'Guest' }),
    deleted: ({ contoso }) => {
      contoso.users = contoso.users.filter(({ id }) => id !== 'id-a');
    },
    demoted: ({ contoso }) => {
      contoso.roles = contoso.roles.filter(({ principalId }) => principalId !== 'id-a');
    },
    'merely eligible': ({ contoso }) => {
      contoso.roles = contoso.roles.map((each) =>
        each.principalId === 'id-a' ? { ...each, path: 'direct, eligible' } : each,
      );
    },
    'under way in another cycle': ({ tables }) =>
      tables.lockHolders.set(`${CONTOSO}/id-a`, { rotationId: 'another rotation', cycleId: 'another cycle' }),
  };

  test.each(Object.entries(changes))('%s: refused on record, and nothing is sent', async (_, change) => {
    const world = await approvedTwice(['a', 'b']);
    await stagePassword(world.ports, KEY);
    change(world);
    await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject(REFUSED);
    expect(world.contoso.resets).toEqual([]);
    expect(lastRecordOf(world, 'b')).toMatchObject({
      action: 'reset.refused',
      reason: REFUSED.reason,
      component: 'reset-password',
    });
    await rotate(world, KEY);
    expect(stateOf(world, KEY)).toMatchObject({ status: 'failed' });
  });

  test.each(Object.entries(changes))(
    '%s, but an attempt is on record: what was begun is finished',
    async (_, change) => {
      const world = await approvedTwice(['a', 'b']);
      await stagePassword(world.ports, KEY);
      world.contoso.fates.push('answer-lost');
      await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject({ name: 'ResetOutcomeUnknown' });
      change(world);
      await rotate(world, KEY);
      expect(stateOf(world, KEY)).toMatchObject({ status: 'rotated' });
      expect(new Set(world.contoso.resets).size).toBe(1);
    },
  );

  test('Graph said "later", so that nothing was begun: the next try looks again', async () => {
    const world = await approvedTwice(['a', 'b']);
    await stagePassword(world.ports, KEY);
    world.contoso.fates.push('throttled');
    await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject({ name: 'GraphThrottled' });
    world.contoso.change('id-a', { accountEnabled: false });
    await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject(REFUSED);
  });

  test('an account that became a Global Administrator after its approval needs one too', async () => {
    const world = await approvedTwice(['a', 'b']);
    world.contoso.add(aUser('late'), aRole(aUser('late'), EXCHANGE));
    const scheduledFor = new Date('2027-02-01T04:00:00.000Z');
    await openCycle(world.ports, { ...SCHEDULE, scheduledFor, executionId: 'execution-2' });
    await discoverTenant(world.ports, { cycleId: '2027-02-01-admin-monthly', tenantId: CONTOSO });
    const key = { ...keyOf('late'), cycleId: '2027-02-01-admin-monthly' };
    await approveByTwo(world.ports, key);
    await stagePassword(world.ports, key);
    for (const name of ['a', 'b']) world.contoso.change(`id-${name}`, { accountEnabled: false });
    world.contoso.roles.push(aRole(aUser('late'), GLOBAL_ADMINISTRATOR));
    await expect(resetPassword(world.ports, key)).rejects.toMatchObject(REFUSED);
  });
});

test.each(['before', 'after'] as const)(
  'stopped %s any outside call, it ends rotated and frees its account',
  async (moment) => {
    let happened = true;
    for (let n = 1; happened; n += 1) {
      const world = await approvedTwice(['a', 'b']);
      const stop = new Stop(n, moment);
      await rotate(world, keyOf('b', 0), stop);
      happened = stop.happened;
      expect(stateOf(world, keyOf('b', 0))).toMatchObject({ status: 'rotated' });
      expect(freeAccounts(world, ['a', 'b'])).toEqual(['a', 'b']);
      expect(new Set(world.contoso.resets).size).toBe(1);
    }
  },
);
