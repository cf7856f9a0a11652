import { describe, expect, test } from '@jest/globals';
import { makeCheckpoint } from '../../../../lambda/usecases/audit/make-checkpoint.ts';
import { CheckpointWorld, MAKER } from './checkpoint-world.ts';

const make = (world: CheckpointWorld, cycleId?: string) => makeCheckpoint(world.ports, MAKER, cycleId);

/** Chains that were told, by the run of an hour. */
async function told(world: CheckpointWorld): Promise<readonly string[]> {
  const before = world.behind.length;
  await make(world);
  return world.behind.slice(before);
}

/** A world that has archived everything so far, hourly. */
async function running(accounts = 3): Promise<CheckpointWorld> {
  const world = new CheckpointWorld();
  world.archive(world.recordOfEstate());
  for (let n = 0; n < accounts; n += 1) world.archive(world.record(`account-${n}`));
  await make(world);
  world.later(60);
  return world;
}

describe('when nothing is archived any more, the next hour tells', () => {
  test('by the chain of the estate', async () => {
    const world = await running();
    world.recordOfEstate();
    world.later(31);
    expect(await told(world)).toEqual(['-#-']);
  });

  test('every hour again, as long as it lasts', async () => {
    const world = await running();
    world.recordOfEstate();
    for (let hour = 0; hour < 3; hour += 1) {
      world.later(60);
      expect(await told(world)).toEqual(['-#-']);
    }
    world.archive(world.table.get('-#-')?.slice(-1) ?? []);
    expect(await told(world)).toEqual([]);
  });

  test('by a chain that has moved in the hour before', async () => {
    const world = await running(500);
    world.archive(world.record('account-77'));
    world.record('account-77');
    world.later(31);
    expect(await told(world)).toEqual(['tenant#account-77']);
  });

  test('by each other chain, when its turn comes', async () => {
    const world = await running(500);
    world.record('account-499');
    const found: string[] = [];
    for (let hour = 0; hour < 3; hour += 1) {
      world.later(60);
      found.push(...(await told(world)));
    }
    expect(found).toEqual(['tenant#account-499']);
  });

  test('where nothing was archived ever, by what came since the last checkpoint', async () => {
    const world = new CheckpointWorld();
    await make(world);
    world.later(20);
    world.recordOfEstate();
    world.later(40);
    expect(await told(world)).toEqual(['-#-']);
  });
});

describe('nobody is called', () => {
  test('for what was recorded within half an hour', async () => {
    const world = await running();
    world.recordOfEstate();
    world.later(30);
    expect(await told(world)).toEqual([]);
  });

  test('for records older than the archive, as an upgrade finds them', async () => {
    const world = new CheckpointWorld();
    world.recordOfEstate();
    world.later(24 * 60);
    expect(await told(world)).toEqual([]);
    world.later(60);
    expect(await told(world)).toEqual([]);
  });

  test('for a chain that was stopped by a record that does not fit, which is told as that', async () => {
    const world = await running();
    const [record] = world.recordOfEstate();
    if (record === undefined) throw new Error('no record');
    const altered = { ...record, reason: 'changed' };
    world.table.set('-#-', [...(world.table.get('-#-') ?? []).slice(0, -1), altered]);
    world.archive([altered]);
    world.later(60);
    expect(await told(world)).toEqual([]);
    expect(world.misfits).toMatchObject([{ kind: 'altered', chain: '-#-' }]);
  });

  test('for a row that is no record', async () => {
    const world = await running();
    world.ports.records.rowAfter = async () => ({ chain: '-#-' });
    world.later(60);
    expect(await told(world)).toEqual([]);
  });

  test('by a seal: it waits for the archive itself', async () => {
    const world = await running();
    world.ends.set('cycle', { closedAt: new Date(world.instant).toISOString(), heads: world.headsNow() });
    world.recordOfEstate();
    world.later(60);
    await make(world, 'cycle');
    expect(world.behind).toEqual([]);
  });
});

test('a table that cannot be read keeps no checkpoint back, and is an error', async () => {
  const world = await running();
  world.onCall = (name) => {
    if (name === 'rowAfter') throw new Error('AccessDenied');
  };
  await expect(make(world)).rejects.toThrow('AccessDenied');
  expect(world.notes.size).toBe(2);
});
