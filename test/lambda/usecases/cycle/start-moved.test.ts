import { expect, test } from '@jest/globals';
import { startMoved } from '../../../../lambda/usecases/cycle/start-moved.ts';
import { estate, World } from '../in-memory.ts';

function worldAt(instant: string) {
  const world = new World();
  world.instant = new Date(instant);
  const blackOuts = [{ from: '2026-12-07', to: '2026-12-08', reason: 'peak season' }];
  return { world, ports: { ...world.ports, estate: { ...estate, blackOuts } } };
}

test('a start that black-outs have moved is started when its time has come, once', async () => {
  const { world, ports } = worldAt('2026-12-09T03:59:00.000Z');
  expect(await startMoved(ports)).toEqual([]);
  world.instant = new Date('2026-12-09T04:10:00.000Z');
  expect(await startMoved(ports)).toEqual([{ cycleId: '2026-12-09-admin-monthly', started: 'started' }]);
  expect(world.started.get('2026-12-09-admin-monthly')).toEqual({
    schedule: 'admin-monthly',
    scheduledFor: '2026-12-09T04:00:00.000Z',
    moved: true,
  });
  world.hoursPass(1);
  expect(await startMoved(ports)).toEqual([{ cycleId: '2026-12-09-admin-monthly', started: 'exists' }]);
  world.hoursPass(26);
  expect(await startMoved(ports)).toEqual([]);
});

test('one that cannot be started keeps no other back (R9)', async () => {
  const { world, ports } = worldAt('2026-12-09T04:10:00.000Z');
  const schedules = ports.estate.schedules.flatMap((each) => [
    ...(each.name === 'admin-monthly' ? [{ ...each, name: 'admin-first' }] : []),
    each,
  ]);
  const start: typeof ports.cycleStarts.start = async (name, input) => {
    if (name.endsWith('admin-first')) throw new Error('Step Functions did not answer');
    return ports.cycleStarts.start(name, input);
  };
  const failing = { ...ports, estate: { ...ports.estate, schedules }, cycleStarts: { start } };
  await expect(startMoved(failing)).rejects.toThrow('not started: 1 of 2 cycles');
  expect([...world.started.keys()]).toEqual(['2026-12-09-admin-monthly']);
});

test('what runs on the day of its calendar is left to the calendar', async () => {
  const { ports } = worldAt('2027-01-04T05:00:00.000Z');
  expect(await startMoved(ports)).toEqual([]);
});
