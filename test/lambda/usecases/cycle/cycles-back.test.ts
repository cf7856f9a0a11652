import { expect, test } from '@jest/globals';
import type { Cycle } from '../../../../lambda/domain/cycle/cycle.ts';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { cycleOpenedBy, cyclesBack, openCycles } from '../../../../lambda/usecases/cycle/cycles-back.ts';
import { rotationsUnderWay } from '../../../../lambda/usecases/cycle/under-way.ts';
import { withoutUnderWay } from '../../../../lambda/usecases/discovery/under-way-elsewhere.ts';
import { CONTOSO, CYCLE, World } from '../in-memory.ts';
import { discovered, keyOf, rotationOf } from '../scene.ts';

const OPENED = Date.parse('2026-12-07T04:00:05.000Z');
const HOUR = 3_600_000;

/** Cycles that came after the one of the schedule, one an hour. */
function addCycles(world: World, count: number, more: Partial<Cycle> = { dryRun: true, status: 'closed' }): void {
  for (let n = 1; n <= count; n += 1) {
    const cycleId = `${CYCLE}-${n}`;
    world.tables.cycleRows.set(cycleId, {
      cycleId,
      schedule: 'admin-monthly',
      class: 'admin',
      scheduledFor: '2026-12-07T04:00:00.000Z',
      openedAt: new Date(OPENED + n * HOUR).toISOString(),
      decideBefore: '2026-12-09T04:00:05.000Z',
      executionId: cycleId,
      dryRun: false,
      status: 'open',
      ...more,
    });
  }
}

test('nothing is found where there is none, and whatever number there is', async () => {
  const world = new World();
  expect(await openCycles(world.ports.cycles)).toEqual([]);
  for (const count of [99, 100, 101, 250]) {
    addCycles(world, count, {});
    const found = await openCycles(world.ports.cycles);
    expect([found.length, found[0]?.cycleId, found.at(-1)?.cycleId]).toEqual([
      count,
      `${CYCLE}-${count}`,
      `${CYCLE}-1`,
    ]);
  }
});

test('what is too old is left out', async () => {
  const world = new World();
  addCycles(world, 250);
  expect(await cyclesBack(world.ports.cycles, 2, () => true)).toHaveLength(49);
});

test('an open cycle is found behind more than a hundred dry runs: by whoever reminds, asks or starts', async () => {
  const world = await discovered();
  addCycles(world, 120);
  const { account } = rotationOf(world);
  expect(await rotationsUnderWay(world.ports)({ ...keyOf('ops'), class: 'admin' })).toMatchObject({ cycleId: CYCLE });
  const found = { included: [account], excluded: [], counts: {}, accountsSeen: 1, problems: [], barred: [] };
  const free = await withoutUnderWay(world.ports, found, { cycleId: 'another' }, CONTOSO);
  expect(free.included).toEqual([]);
  world.hoursPass(25);
  await remind(world.ports);
  expect(world.messages).toContainEqual({ kind: 'approval-reminder', cycleId: CYCLE });
});

test('the cycle of a workflow that could not open it is found, however many there are', async () => {
  const world = await discovered();
  addCycles(world, 120);
  expect((await cycleOpenedBy(world.ports.cycles, 'execution-1'))?.cycleId).toBe(CYCLE);
});
