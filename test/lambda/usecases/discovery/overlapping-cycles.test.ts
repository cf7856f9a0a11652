import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, estate, SCHEDULE, World } from '../in-memory.ts';

/** Cycles that begin before another one has ended: nobody is asked twice about an account, and none is forgotten. */

const twice: Estate = {
  ...estate,
  schedules: [...estate.schedules, { ...estate.schedules[0], name: 'admin-second' } as Estate['schedules'][number]],
};
const JANUARY = new Date('2027-01-04T04:00:00.000Z');

function contoso(): World {
  const world = new World();
  for (const name of ['ops', 'mail']) world.contoso.add(aUser(name), aRole(aUser(name), EXCHANGE));
  world.contoso.add(aUser('bruno.admin'), aRole(aUser('bruno.admin'), EXCHANGE));
  return world;
}

/** Opens a cycle, and reads Contoso for it. */
async function cycleOf(world: World, more: Partial<Parameters<typeof openCycle>[1]> = {}) {
  const ports = { ...world.ports, estate: twice };
  const executionId = `execution-${world.lists.length}`;
  const { cycleId, opened } = await openCycle(ports, { ...SCHEDULE, executionId, ...more });
  const { rotations } = opened ? await discoverTenant(ports, { cycleId, tenantId: CONTOSO }) : { rotations: [] };
  const leftOut = (await world.ports.tenants.exclusionsOf(cycleId, CONTOSO)).filter(
    ({ reason }) => reason === 'under-way',
  );
  return { cycleId, opened, accounts: rotations.map(({ accountId }) => accountId), leftOut };
}

describe('an account whose rotation waits for its approval', () => {
  test('is left out of the next cycle of the schedule, which says why', async () => {
    const world = contoso();
    const first = await cycleOf(world);
    expect(first.accounts.length).toBeGreaterThan(0);
    const next = await cycleOf(world, { scheduledFor: JANUARY });
    expect(next.accounts).toEqual([]);
    expect(next.leftOut.map(({ accountId }) => accountId).sort()).toEqual([...first.accounts].sort());
    expect(next.leftOut[0]?.details?.[0]).toContain(`in cycle ${CYCLE}, is under way (awaiting-approval)`);
    const tenant = await world.ports.cycles.findTenant(next.cycleId, CONTOSO);
    expect(tenant?.excluded['under-way']).toBe(first.accounts.length);
  });

  test('is left out of a cycle of another schedule that starts at the same time', async () => {
    const world = contoso();
    const first = await cycleOf(world);
    const other = await cycleOf(world, { schedule: 'admin-second' });
    expect([...first.accounts, ...other.accounts]).toHaveLength(new Set([...first.accounts, ...other.accounts]).size);
    expect(other.leftOut).toHaveLength(first.accounts.length);
  });

  test('belongs to one of two cycles, in whatever order they read the tenant', async () => {
    const world = contoso();
    const ports = { ...world.ports, estate: twice };
    await openCycle(ports, { ...SCHEDULE, executionId: 'a' });
    const { cycleId } = await openCycle(ports, { ...SCHEDULE, schedule: 'admin-second', executionId: 'b' });
    const later = await discoverTenant(ports, { cycleId, tenantId: CONTOSO });
    const sooner = await discoverTenant(ports, { cycleId: CYCLE, tenantId: CONTOSO });
    expect(later.rotations.length).toBeGreaterThan(0);
    expect(sooner.rotations).toEqual([]);
  });

  test('is no reason to read a tenant again: the same schedule, started twice, is one cycle', async () => {
    const world = contoso();
    const first = await cycleOf(world);
    const again = await cycleOf(world);
    expect(again).toMatchObject({ cycleId: first.cycleId, opened: false });
    // A retry of the same discovery finds its own rotations, and leaves none out.
    const repeated = await discoverTenant({ ...world.ports, estate: twice }, { cycleId: CYCLE, tenantId: CONTOSO });
    expect(repeated.rotations.map(({ accountId }) => accountId)).toEqual(first.accounts);
  });

  test('is in an emergency all the same, in a dry run, and where somebody chose it', async () => {
    const world = contoso();
    const { accounts } = await cycleOf(world);
    const [accountId = ''] = accounts;
    const asked = { requestedBy: 'olga', reason: 'a test' };
    const tenant = { tenantIds: [CONTOSO], accountIds: [] };
    const dry = await cycleOf(world, { dryRun: true });
    expect(dry.leftOut).toEqual([]);
    const chosen = await cycleOf(world, { onDemand: { ...asked, only: { ...tenant, accountIds: [accountId] } } });
    expect(chosen.accounts).toEqual([accountId]);
    const emergency = await cycleOf(world, { onDemand: { ...asked, only: tenant, emergency: true } });
    expect(emergency.leftOut).toEqual([]);
  });
});

test('an account that is locked by a rotation of a closed cycle is left out, such as an uncertain one', async () => {
  const world = contoso();
  const { accounts } = await cycleOf(world);
  const [accountId = ''] = accounts;
  const { cycleRows, lockHolders } = world.tables;
  const cycle = cycleRows.get(CYCLE);
  if (cycle === undefined) throw new Error('the cycle is open');
  cycleRows.set(CYCLE, { ...cycle, status: 'closed' });
  lockHolders.set(`${CONTOSO}/${accountId}`, { cycleId: CYCLE, rotationId: 'held' });
  const next = await cycleOf(world, { scheduledFor: JANUARY });
  expect(next.leftOut.map((each) => each.accountId)).toEqual([accountId]);
  expect(next.accounts).toEqual(accounts.filter((each) => each !== accountId));
});
