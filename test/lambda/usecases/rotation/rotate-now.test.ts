import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { retryNow } from '../../../../lambda/usecases/rotation/retry-now.ts';
import { rotateNow } from '../../../../lambda/usecases/rotation/rotate-now.ts';
import { CONTOSO, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { actionsOf, approved, discovered, keyOf, rotationOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const ADA = signedIn('Ada');
const BRUNO = signedIn('Bruno');
const ASKED = { reason: 'the phone was lost' };
const tenantOf = ({ estate }: World) => {
  const found = estate.tenants.find(({ tenantId }) => tenantId === CONTOSO);
  if (found === undefined) throw new Error('no contoso');
  return found;
};

async function rotated(): Promise<World> {
  const world = await approved();
  await rotate(world, keyOf('ops'));
  return world;
}

async function failed(): Promise<World> {
  const world = await approved();
  world.contoso.fates.push('refused');
  await rotate(world, keyOf('ops'));
  return world;
}

/** What RotationCycle does first with the input that it was started with. */
const opened = async (world: World, cycleId: string) => {
  const onDemand = {
    only: { tenantIds: [CONTOSO], accountIds: ['id-ops'] },
    requestedBy: { technician: ADA.actor.objectId },
  };
  const input = { schedule: 'admin-monthly', scheduledFor: world.now(), dryRun: false, executionId: 'execution-9' };
  const { cycleId: id } = await openCycle(world.ports, { ...input, onDemand: { ...onDemand, ...ASKED } });
  expect(id).toBe(cycleId);
};

const requestedIn = ({ tables }: World) => tables.records.find(({ action }) => action === 'rotation.requested');

describe('rotating an account now', () => {
  test('starts a cycle for it alone, by the schedule of its class, after the record of who asked', async () => {
    const world = await rotated();
    const order: string[] = [];
    const ports = watched(world.ports, (call, moment) => void (moment === 'before' && order.push(call)));
    const result = await rotateNow(ports, ADA, rotationOf(world), ASKED);
    expect(result).toEqual({ outcome: 'started', cycleId: expect.stringMatching(/^2026-12-07-admin-monthly-now-/) });
    expect(order.slice(-2)).toEqual(['rotations.note', 'cycleStarts.start']);
    expect([...world.started.values()]).toEqual([
      {
        schedule: 'admin-monthly',
        scheduledFor: expect.any(String),
        onDemand: {
          only: { tenantIds: [CONTOSO], accountIds: ['id-ops'] },
          requestedBy: { technician: ADA.actor.objectId },
          reason: 'the phone was lost',
        },
      },
    ]);
    expect(requestedIn(world)).toMatchObject({
      action: 'rotation.requested',
      actor: ADA.actor,
      source: ADA.source,
      reason: 'the phone was lost',
      accountId: 'id-ops',
    });
  });

  test('asked by two at once starts one', async () => {
    const world = await rotated();
    const results = await Promise.all(
      [ADA, BRUNO, ADA, BRUNO].map((by) => rotateNow(world.ports, by, rotationOf(world), ASKED)),
    );
    expect(world.started.size).toBe(1);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['started', 'starting', 'starting', 'starting']);
  });

  test('asked again on the same day says so; under a name it starts a further one', async () => {
    const world = await rotated();
    const first = await rotateNow(world.ports, ADA, rotationOf(world), ASKED);
    if (first.outcome !== 'started') throw new Error('not started');
    await opened(world, first.cycleId);
    expect(await rotateNow(world.ports, ADA, rotationOf(world), ASKED)).toMatchObject({
      outcome: 'of-today',
      cycle: { cycleId: first.cycleId },
    });
    // The cycle of today has not read the tenant yet, and will ask about the account.
    expect(await rotateNow(world.ports, ADA, rotationOf(world), { ...ASKED, request: 'second phone' })).toMatchObject({
      outcome: 'under-way',
      by: { cycleId: first.cycleId },
    });
    const cycle = world.tables.cycleRows.get(first.cycleId);
    if (cycle !== undefined) world.tables.cycleRows.set(first.cycleId, { ...cycle, status: 'closed' });
    const further = await rotateNow(world.ports, ADA, rotationOf(world), { ...ASKED, request: 'second phone' });
    expect(further.outcome).toBe('started');
    expect(world.started.size).toBe(2);
  });

  test('starts nothing while a cycle rotates the account', async () => {
    const world = await discovered();
    expect(await rotateNow(world.ports, ADA, rotationOf(world), ASKED)).toMatchObject({
      outcome: 'under-way',
      by: { rotation: { state: { status: 'awaiting-approval' } } },
    });
    expect(world.started.size).toBe(0);
    expect(actionsOf(world)).not.toContain('rotation.requested');
  });

  test('needs a schedule that says how its people are asked', async () => {
    const world = await rotated();
    const schedules = world.estate.schedules.filter((each) => each.class === 'service');
    const estate: Estate = { ...world.estate, schedules };
    const result = await rotateNow({ ...world.ports, estate }, ADA, rotationOf(world), ASKED);
    expect(result).toEqual({ outcome: 'no-schedule', class: 'admin' });
  });

  test('stopped anywhere and asked again: one cycle, and never one without a record', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const world = await rotated();
        const stop = new Stop(n, moment);
        const ports = watched(world.ports, stop.watch);
        await rotateNow(ports, ADA, rotationOf(world), ASKED).catch(() => undefined);
        if (world.started.size > 0) expect(actionsOf(world)).toContain('rotation.requested');
        stop.restart();
        await rotateNow(world.ports, ADA, rotationOf(world), ASKED);
        expect(world.started.size).toBe(1);
        if (!stop.happened) break;
      }
    }
  });
});

describe('trying a rotation again', () => {
  const retry = (world: World, by = ADA) => retryNow(world.ports, by, rotationOf(world), tenantOf(world), 'once more');

  test('starts what the command line starts, in the name of the technician', async () => {
    const world = await failed();
    const { rotationId, cycleId } = rotationOf(world);
    expect(await retry(world)).toEqual({ outcome: 'started' });
    const [[name, input] = []] = [...world.started];
    expect(name).toMatch(new RegExp(`^${rotationId}-r1-\\d+$`));
    expect(input).toEqual({
      ...{ cycleId, tenantId: CONTOSO, accountId: 'id-ops', rotationId },
      reopen: { n: 1, mode: 'retry', requestedBy: { technician: ADA.actor.objectId }, reason: 'once more' },
    });
    expect(requestedIn(world)).toMatchObject({ actor: ADA.actor });
  });

  test('asked by two at once starts one', async () => {
    const world = await failed();
    world.instant = new Date('2026-12-07T08:00:00.000Z');
    const results = await Promise.all([retry(world), retry(world, BRUNO)]);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['exists', 'started']);
  });

  test('is refused by the same rule: what is rotated is not tried again', async () => {
    const world = await rotated();
    expect(await retry(world)).toEqual({ outcome: 'refused', sentence: expect.stringContaining('is rotated') });
    expect(world.started.size).toBe(0);
    expect(actionsOf(world)).not.toContain('rotation.requested');
  });

  test('is refused where the approval does not stand any more', async () => {
    const world = await failed();
    world.hoursPass(24 * 30);
    expect(await retry(world)).toMatchObject({ outcome: 'refused' });
  });
});
