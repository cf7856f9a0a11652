import { expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { holdId } from '../../../../lambda/domain/cycle/hold.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { release } from '../../../../lambda/usecases/cycle/releasing.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { CONTOSO, CYCLE, estate, SCHEDULE, World } from '../in-memory.ts';

const OLGA = operator('arn:aws:iam::123456789012:user/olga');
const ALL = estate.tenants.map(({ tenantId }) => tenantId);

/** A world in which nothing is released: a deployment that is new. */
function newDeployment(): World {
  return new World([]);
}
const worldOf = (world: World, changed: Partial<Estate>) => ({ ...world.ports, estate: { ...estate, ...changed } });
const open = (ports: World['ports'], more: Partial<Parameters<typeof openCycle>[1]> = {}) =>
  openCycle(ports, { ...SCHEDULE, executionId: 'execution-1', ...more });
const actions = (world: World) => world.tables.records.map(({ action }) => action);
const listed = (world: World) => world.lists.flat().map((each) => (each as { tenantId: string }).tenantId);
const releasing = (world: World) => ({ ...world.ports, component: 'set-pause' as const });
const releaseAll = (world: World, more = {}) =>
  release(releasing(world), OLGA, { scope: { of: 'everything' }, reason: 'seen', withoutDryRun: false, ...more });

/** A dry run, which reads the one tenant that has a directory here. */
async function dryRun(world: World): Promise<void> {
  const { cycleId } = await open(world.ports, { dryRun: true, executionId: `dry-${world.lists.length}` });
  await discoverTenant(world.ports, { cycleId, tenantId: CONTOSO });
}

test('a new deployment starts nothing: the start is recorded, and the team told what to do', async () => {
  const world = newDeployment();
  expect(await open(world.ports)).toEqual({ cycleId: CYCLE, opened: false, dryRun: false, tenants: 0 });
  expect(world.tables.cycleRows.size).toBe(0);
  expect(actions(world)).toEqual(['start.held']);
  expect(world.messages).toEqual([{ kind: 'start-held', cycleId: CYCLE, schedule: 'admin-monthly' }]);
});

test('a dry run that was looked at and a release: from then on it starts', async () => {
  const world = newDeployment();
  expect(await releaseAll(world)).toMatchObject({ outcome: 'refused' });
  expect(actions(world)).toEqual(['command.refused']);
  await dryRun(world);
  // Looking is not enough, somebody must say so.
  expect((await open(world.ports)).opened).toBe(false);
  const answer = await releaseAll(world);
  expect(answer.outcome).toBe('done');
  expect(answer.sentence).toContain('Released Contoso Ltd');
  expect(answer.sentence).toContain('No dry run has read admin accounts of fabrikam, adventure-works: start one');
  expect(await open(world.ports)).toMatchObject({ opened: true, tenants: 1 });
  expect(listed(world).at(-1)).toBe(CONTOSO);
  const released = world.tables.records.filter(({ action }) => action === 'hold.released');
  expect(released.map(({ tenantId, class: of }) => [tenantId, of])).toEqual([[CONTOSO, 'admin']]);
  // The dry run read administrators alone: service accounts stay on hold.
  expect((await open(world.ports, { schedule: 'service-quarterly', executionId: 'execution-2' })).opened).toBe(false);
});

test('without a dry run it is released only where the operator says so, and the record does too', async () => {
  const world = newDeployment();
  expect(await releaseAll(world, { withoutDryRun: true })).toMatchObject({ outcome: 'done' });
  expect(world.tables.records.map(({ evidence }) => evidence?.detail)).toContain('admin accounts, without a dry run');
  expect(await releaseAll(world, { withoutDryRun: true })).toMatchObject({ outcome: 'already' });
  expect((await open(world.ports)).opened).toBe(true);
});

test('a dry run of one account releases no tenant', async () => {
  const world = newDeployment();
  const onDemand = { only: { tenantIds: [CONTOSO], accountIds: ALL.slice(0, 1) }, requestedBy: 'olga', reason: 'x' };
  await open(world.ports, { dryRun: true, onDemand }).catch(() => undefined);
  expect(world.tables.holdRows.size).toBe(0);
  expect((await releaseAll(world)).outcome).toBe('refused');
});

test('a tenant that comes later is left out until it is released, and the others start', async () => {
  const world = new World();
  world.tables.holdRows.delete(holdId({ tenantId: CONTOSO, class: 'admin' }));
  expect(await open(world.ports)).toMatchObject({ opened: true, tenants: ALL.length - 1 });
  expect(listed(world)).not.toContain(CONTOSO);
  expect(world.tables.cycleRows.get(CYCLE)?.leftOut).toEqual({
    onHold: 1,
    blackedOut: 0,
    tenants: [{ tenantId: CONTOSO, displayName: 'Contoso Ltd', why: 'on-hold' }],
  });
  expect(world.tables.records.find(({ action }) => action === 'tenant.left-out')).toMatchObject({
    tenantId: CONTOSO,
    cycleId: CYCLE,
    reason: 'on-hold',
  });
  // Somebody who names it means it.
  const only = { tenantIds: [CONTOSO], accountIds: [] };
  const onDemand = { only, requestedBy: 'olga', reason: 'a test with one tenant' };
  expect(await open(world.ports, { onDemand, executionId: 'execution-2' })).toMatchObject({ opened: true, tenants: 1 });
});

test('black-outs: all tenants are kept from the start, the cycle says so, and what is moved starts once on its day', async () => {
  const world = new World();
  const ports = worldOf(world, {
    blackOuts: [{ from: '2026-12-01', to: '2026-12-08', reason: 'peak season' }],
    tenants: estate.tenants.map((each) =>
      each.tenantId === CONTOSO
        ? { ...each, blackOuts: [{ from: '2026-12-09', to: '2026-12-30', reason: 'inventory' }] }
        : each,
    ),
  });
  expect(await open(ports)).toMatchObject({ opened: true, tenants: 0 });
  expect(world.tables.cycleRows.get(CYCLE)?.leftOut?.tenants).toContainEqual({
    tenantId: CONTOSO,
    displayName: 'Contoso Ltd',
    why: 'black-out',
    reason: 'peak season',
    to: '2026-12-31',
  });
  expect(actions(world).filter((each) => each === 'tenant.left-out')).toHaveLength(ALL.length);
  const moved = { moved: true, executionId: 'execution-2', scheduledFor: new Date('2026-12-09T04:00:00.000Z') };
  expect(await open(ports, moved)).toMatchObject({ cycleId: '2026-12-09-admin-monthly', tenants: ALL.length - 1 });
  expect(await open(ports, { ...moved, executionId: 'execution-3' })).toMatchObject({ opened: false });
  const later = { moved: true, executionId: 'execution-4', scheduledFor: new Date('2026-12-31T04:00:00.000Z') };
  expect(await open(ports, later)).toMatchObject({ cycleId: '2026-12-31-admin-monthly', tenants: 1 });
  // On a day to which nothing is moved, there is nothing to start, and nobody is told.
  const none = { moved: true, executionId: 'execution-5', scheduledFor: new Date('2026-12-10T04:00:00.000Z') };
  expect(await open(ports, none)).toMatchObject({ opened: false, tenants: 0 });
  expect(world.messages).toEqual([]);
});

test('a black-out that is deployed after the start of its day starts nobody a second time', async () => {
  const world = new World();
  world.tables.holdRows.delete(holdId({ tenantId: CONTOSO, class: 'admin' }));
  await open(world.ports);
  const ports = worldOf(world, { blackOuts: [{ from: '2026-12-07', to: '2026-12-08', reason: 'peak season' }] });
  const moved = { moved: true, executionId: 'execution-2', scheduledFor: new Date('2026-12-09T04:00:00.000Z') };
  expect(await open(ports, moved)).toMatchObject({ opened: false, tenants: 0 });
  // Who was on hold then was not part of it.
  await releaseAll(world, { withoutDryRun: true });
  expect(await open(ports, moved)).toMatchObject({ opened: true, tenants: 1 });
  expect(listed(world).at(-1)).toBe(CONTOSO);
});

test('each run of a schedule is for its own tenants, in a cycle of its own, also on one day', async () => {
  const world = new World();
  const ports = worldOf(world, {
    schedules: estate.schedules.map((each) =>
      each.name === 'admin-monthly'
        ? { ...each, runs: [{ name: 'america', timeZone: 'America/New_York', windowHours: 10 }] }
        : each,
    ),
    tenants: estate.tenants.map((each, i) => ({
      ...each,
      ...(i === 0 ? { schedules: { 'admin-monthly': { run: 'america' } } } : {}),
      ...(i === 1 ? { schedules: { 'admin-monthly': { leftOut: 'they do it themselves' } } } : {}),
    })),
  });
  expect(await open(ports)).toMatchObject({ cycleId: CYCLE, tenants: ALL.length - 2 });
  const america = { run: 'america', executionId: 'execution-2', scheduledFor: new Date('2026-12-07T10:00:00.000Z') };
  expect(await open(ports, america)).toMatchObject({ cycleId: `${CYCLE}-america`, opened: true, tenants: 1 });
  expect(new Set(listed(world)).size).toBe(ALL.length - 1);
  expect(listed(world)).toHaveLength(ALL.length - 1);
  const { openedAt = '', decideBefore = '' } = world.tables.cycleRows.get(`${CYCLE}-america`) ?? {};
  expect(Date.parse(decideBefore) - Date.parse(openedAt)).toBe(10 * 3_600_000);
  await expect(open(ports, { run: 'asia' })).rejects.toThrow("has no run 'asia'; its runs: america");
  // By hand it is for all that have the schedule.
  const onDemand = { request: 'again', requestedBy: 'olga', reason: 'a test' };
  expect(await open(ports, { onDemand, executionId: 'execution-3' })).toMatchObject({ tenants: ALL.length - 1 });
});
