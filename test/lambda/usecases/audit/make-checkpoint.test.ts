import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { hashOfCheckpoint } from '../../../../lambda/domain/audit/checkpoint.ts';
import { StaleState } from '../../../../lambda/ports/rotation.ts';
import { type CheckpointMaker, makeCheckpoint } from '../../../../lambda/usecases/audit/make-checkpoint.ts';
import { SigningKey } from '../../../evidence/signing-key.ts';
import { CheckpointWorld, headOf, MAKER } from './checkpoint-world.ts';

const CYCLE = '2026-12-07-admin-monthly';
const run = (world: CheckpointWorld, cycleId?: string, maker: CheckpointMaker = MAKER) =>
  makeCheckpoint(world.ports, maker, cycleId);
/** One that must come to a checkpoint, and the problems that it told. */
async function make(world: CheckpointWorld, cycleId?: string, maker?: CheckpointMaker) {
  const before = world.misfits.length;
  const made = await run(world, cycleId, maker);
  if (made.kind !== 'made') throw new Error(made.kind);
  return { checkpoint: made.checkpoint, hash: made.hash, problems: world.misfits.slice(before) };
}
const close = (world: CheckpointWorld, cycleId = CYCLE) =>
  world.ends.set(cycleId, { closedAt: new Date(world.instant).toISOString(), heads: world.headsNow() });
const newest = (world: CheckpointWorld) => {
  const last = world.checked().at(-1);
  if (last === undefined) throw new Error('no checkpoint');
  return last;
};

describe('the hourly checkpoint', () => {
  test('signs where every chain ends, by what the archive holds', async () => {
    const world = new CheckpointWorld();
    world.archive(world.record('a', 3));
    world.archive(world.record('b', 2));
    const { checkpoint, hash, problems } = await make(world);
    expect(problems).toEqual([]);
    expect(checkpoint).toMatchObject({ ...MAKER, number: 1, chains: 2, records: 5, heads: { holds: 'all' } });
    expect(checkpoint).not.toHaveProperty('cycleId');
    expect(hash).toBe(hashOfCheckpoint(checkpoint));
    expect(newest(world)).toEqual({ checkpoint, heads: world.headsNow() });
  });

  test('is made also of nothing, and where nothing has changed', async () => {
    const world = new CheckpointWorld();
    await make(world);
    world.later(60);
    await make(world);
    expect(world.checked().map(({ checkpoint: { chains, heads } }) => [chains, heads.holds])).toEqual([
      [0, 'all'],
      [0, 'changed'],
    ]);
  });

  test('lists what has changed, and all of them once that comes to half', async () => {
    const world = new CheckpointWorld();
    for (let n = 0; n < 20; n += 1) world.archive(world.record(`account-${n}`));
    await make(world);
    for (let hour = 0; hour < 6; hour += 1) {
      world.later(60);
      for (let n = 0; n < 4; n += 1) world.archive(world.record(`account-${n}`));
      await make(world);
    }
    const held = world.checked().map(({ checkpoint }) => checkpoint.heads.holds);
    expect(held).toEqual(['all', 'changed', 'changed', 'all', 'changed', 'changed', 'all']);
    expect(newest(world).heads).toEqual(world.headsNow());
  });

  test('reads an object that was stored late, under the hour of what is in it, and one that was seen late', async () => {
    const world = new CheckpointWorld();
    const [late = []] = [world.record('late')];
    world.later(120);
    await make(world);
    world.later(20); // within the overlap of the next one
    world.archive(late);
    await make(world);
    expect(newest(world).heads).toEqual(world.headsNow());
  });

  test('whatever is archived when, in whatever batches: each one has the end of each chain in the archive', async () => {
    const step = fc.record({
      account: fc.constantFrom('a', 'b', 'c', 'd'),
      records: fc.integer({ min: 1, max: 3 }),
      again: fc.boolean(),
      minutes: fc.nat(40),
      checkpoint: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const world = new CheckpointWorld();
        for (const { account, records, again, minutes, checkpoint } of steps) {
          const added = world.record(account, records);
          world.archive(added);
          if (again) world.archive(added.slice(-1));
          world.later(minutes);
          if (!checkpoint) continue;
          expect((await make(world)).problems).toEqual([]);
          expect(newest(world).heads).toEqual(world.headsNow());
        }
      }),
    );
  });
});

describe('the seal of a cycle', () => {
  const closed = () => {
    const world = new CheckpointWorld();
    world.archive(world.record('a', 3));
    close(world);
    return world;
  };

  test('names the cycle, and reaches all that it must', async () => {
    const world = closed();
    const { checkpoint } = await make(world, CYCLE);
    expect(checkpoint).toMatchObject({ cycleId: CYCLE, number: 1 });
    expect(newest(world).heads).toEqual(world.headsNow());
  });

  test.each(['the newest', 'behind others'])('is one for ever: repeated, it is found (%s)', async (where) => {
    const world = closed();
    await make(world);
    const first = await make(world, CYCLE);
    for (let n = 0; n < 30 && where !== 'the newest'; n += 1) {
      world.later(60);
      await make(world);
    }
    expect(await make(world, CYCLE)).toEqual({ ...first, problems: [] });
    expect(world.checked().filter(({ checkpoint }) => checkpoint.cycleId === CYCLE)).toHaveLength(1);
  });

  test('of another cycle is another one', async () => {
    const world = closed();
    await make(world, CYCLE);
    close(world, 'other');
    expect((await make(world, 'other')).checkpoint).toMatchObject({ number: 2, cycleId: 'other' });
    expect((await make(world, CYCLE)).checkpoint).toMatchObject({ number: 1 });
  });

  test('does not go back further than the cycle’s end to look for an earlier one', async () => {
    const world = new CheckpointWorld();
    for (let n = 0; n < 50; n += 1) {
      await make(world);
      world.later(60);
    }
    close(world);
    let notes = 0;
    world.onCall = (name, when) => {
      if (name === 'note' && when === 'before') notes += 1;
    };
    await make(world, CYCLE);
    expect(notes).toBeLessThan(80); // the newest, a page of those before it, and the way back to all heads
  });

  test('waits until the archive has it', async () => {
    const world = new CheckpointWorld();
    const records = world.record('a', 3);
    world.archive(records.slice(0, 2));
    close(world);
    expect(await run(world, CYCLE)).toEqual({ kind: 'not archived', chains: 1 });
    expect(world.notes.size).toBe(0);
    world.archive(records.slice(2));
    await expect(make(world, CYCLE)).resolves.toMatchObject({ checkpoint: { cycleId: CYCLE } });
  });

  test('is not made over another record than the cycle ended with', async () => {
    const world = closed();
    world.ends.set(CYCLE, {
      closedAt: new Date(world.instant).toISOString(),
      heads: world.headsNow().map((each) => ({ ...each, hash: 'f'.repeat(64) })),
    });
    expect(await run(world, CYCLE)).toEqual({ kind: 'not archived', chains: 1 });
  });

  test('of a cycle that was not closed is not made', async () => {
    await expect(make(closed(), 'other')).rejects.toThrow('other was not closed');
  });
});

describe('what does not fit', () => {
  test('is told, and the rest is signed', async () => {
    const world = new CheckpointWorld();
    const [a, b] = [world.record('a', 2), world.record('b', 2)];
    world.archive([...a.slice(0, 1), ...b]);
    await make(world);
    world.later(60);
    world.archive(a.slice(1).map((each) => ({ ...each, reason: 'changed' })));
    world.archive(b.slice(0, 1), 'MODIFY');
    world.archive(b.slice(1), 'REMOVE');
    world.objects.push({ key: 'records/x', stored: new Date(world.instant), lines: undefined });
    world.objects.push({ key: 'records/y', stored: new Date(world.instant), lines: ['{'] });
    const { checkpoint, problems } = await make(world);
    expect(checkpoint.number).toBe(2);
    expect(problems.map(({ kind, chain, sequence }) => `${kind} ${chain} ${sequence}`)).toEqual([
      'altered tenant#a 2',
      'changed tenant#b 1',
      'removed tenant#b 2',
      'unreadable records/x undefined',
      'unreadable records/y undefined',
    ]);
    expect(newest(world).heads).toEqual([...a.slice(0, 1), ...b.slice(1)].map(headOf));
  });

  test('what the archive lacks is taken from the table, and told', async () => {
    const world = new CheckpointWorld();
    const records = world.record('a', 4);
    world.archive(records.slice(3));
    const { problems } = await make(world);
    expect(problems.map(({ kind, sequence }) => `${kind} ${sequence}`)).toEqual(
      [1, 2, 3].map((n) => `not-archived ${n}`),
    );
    expect(newest(world).heads).toEqual(world.headsNow());
  });

  test('what nobody has stays missing, and its chain stays before it', async () => {
    const world = new CheckpointWorld();
    const records = world.record('a', 4);
    world.archive(records.slice(0, 1));
    world.archive(records.slice(3));
    world.table.set(
      'tenant#a',
      records.filter(({ sequence }) => sequence !== 3),
    );
    const { problems } = await make(world);
    expect(problems).toContainEqual({ kind: 'missing', chain: 'tenant#a', sequence: 3 });
    expect(newest(world).heads).toEqual([headOf(records[1] ?? { chain: '', sequence: 0, hash: '' })]);
  });
});

describe('nobody builds on a checkpoint that is none of ours', () => {
  const started = async () => {
    const world = new CheckpointWorld();
    for (let n = 0; n < 9; n += 1) world.archive(world.record(`account-${n}`));
    await make(world);
    world.later(60);
    world.archive(world.record('account-0'));
    await make(world);
    return world;
  };

  test('signed by a key that nobody knows', async () => {
    const world = await started();
    world.key = new SigningKey('another');
    world.keys.clear();
    await expect(make(world)).rejects.toThrow('checkpoint 2 is signed by no key that is known');
  });

  test('a new key goes on where the one before ended', async () => {
    const world = await started();
    world.key = new SigningKey('another');
    await make(world);
    expect(world.checked()).toHaveLength(3);
    expect(world.keys.size).toBe(2);
  });

  test('a stored key that has not signed it does not help', async () => {
    const world = await started();
    const note = world.notes.get(2) ?? '';
    world.notes.set(2, note.replace(/.{8}\n$/, 'AAAAAAA=\n'));
    await expect(make(world)).rejects.toThrow('checkpoint 2');
  });

  test.each<[string, (world: CheckpointWorld) => unknown, string]>([
    ['of another origin', () => undefined, 'checkpoint 2 is of m365-password-rotation/1/eu/Stack, not of other'],
    ['that is no note', (world) => world.notes.set(2, 'x\n'), 'checkpoint 2 cannot be read'],
    ['of another number', (world) => world.notes.set(3, world.notes.get(2) ?? ''), 'checkpoint 3 cannot be read'],
    [
      'whose heads are others',
      (world) => {
        for (const name of world.heads.keys()) world.heads.set(name, '');
      },
      'the file of heads of checkpoint 1 is not the one it names',
    ],
  ])('%s', async (what, damage, message) => {
    const world = await started();
    damage(world);
    const maker = what === 'of another origin' ? { ...MAKER, origin: 'other' } : MAKER;
    await expect(make(world, undefined, maker)).rejects.toThrow(message);
    expect(world.notes.size).toBeLessThan(4);
  });

  test('whose one before is another one', async () => {
    const world = await started();
    const other = new CheckpointWorld();
    await make(other);
    world.notes.set(1, other.notes.get(1) ?? '');
    await expect(make(world)).rejects.toThrow('checkpoint 1 is not the one that checkpoint 2 names');
  });
});

describe('everything may happen twice, and stop anywhere (R8)', () => {
  const prepared = async () => {
    const world = new CheckpointWorld();
    for (let n = 0; n < 9; n += 1) world.archive(world.record(`account-${n}`));
    await make(world);
    world.later(60);
    const gap = world.record('account-1', 3);
    world.archive([...world.record('account-0'), ...gap.slice(2)]);
    close(world);
    return world;
  };
  const callsOf = async (cycleId: string | undefined) => {
    const world = await prepared();
    let calls = 0;
    world.onCall = () => {
      calls += 1;
    };
    await make(world, cycleId);
    return calls;
  };

  test.each([undefined, CYCLE])(
    'stopped before or after any call, the next run makes it good (%s)',
    async (cycleId) => {
      const calls = await callsOf(cycleId);
      expect(calls).toBeGreaterThan(16);
      for (let stop = 1; stop <= calls; stop += 1) {
        const world = await prepared();
        let call = 0;
        world.onCall = () => {
          call += 1;
          if (call === stop) throw new Error('stopped');
        };
        await expect(make(world, cycleId)).rejects.toThrow('stopped');
        world.onCall = () => undefined;
        world.later(1);
        const { checkpoint } = await make(world, cycleId);
        expect(checkpoint.cycleId).toBe(cycleId);
        expect(newest(world).heads).toEqual(world.headsNow());
        const seals = world.checked().filter((each) => each.checkpoint.cycleId === CYCLE);
        expect(seals).toHaveLength(cycleId === undefined ? 0 : 1);
      }
    },
  );

  test('two at once, at any moment: checkpoints do not fork, and a cycle has one seal', async () => {
    const calls = await callsOf(CYCLE);
    for (const [first, second] of [
      [CYCLE, CYCLE],
      [CYCLE, undefined],
      [undefined, CYCLE],
      [undefined, undefined],
    ] as const) {
      for (let moment = 1; moment <= calls; moment += 1) {
        const world = await prepared();
        let call = 0;
        let other: Promise<unknown> = Promise.resolve();
        world.onCall = async () => {
          call += 1;
          if (call !== moment) return;
          other = run(world, second);
          await other;
        };
        await run(world, first);
        await other;
        if (call < moment) break; // a run has fewer calls where it seals nothing
        expect(newest(world).heads).toEqual(world.headsNow());
        const seals = world.checked().filter((each) => each.checkpoint.cycleId === CYCLE);
        expect(seals).toHaveLength(first === undefined && second === undefined ? 0 : 1);
      }
    }
  });

  test('who comes second with the hourly one ends quietly', async () => {
    const world = await prepared();
    let stored = false;
    world.onCall = async (name, when) => {
      if (name !== 'storeNote' || when !== 'before' || stored) return;
      stored = true;
      await make(world);
    };
    expect(await run(world)).toEqual({ kind: 'made by another' });
    expect(world.notes.size).toBe(2);
  });

  test('a seal that others overtake for ever asks to be run again', async () => {
    const world = await prepared();
    let within = false;
    world.onCall = async (name, when) => {
      if (name !== 'storeNote' || when !== 'before' || within) return;
      within = true;
      await make(world);
      within = false;
    };
    await expect(make(world, CYCLE)).rejects.toMatchObject({ name: 'StaleState' });
    expect(world.checked()).toHaveLength(21);
  });

  test.each([undefined, CYCLE])('what another run is writing at this moment is tried again (%s)', async (cycleId) => {
    for (const name of ['storePublicKey', 'storeHeads', 'storeNote']) {
      const world = await prepared();
      let conflicts = 0;
      world.onCall = (called, when) => {
        if (called !== name || when !== 'before' || conflicts === 3) return;
        conflicts += 1;
        throw new StaleState('is being written by another run');
      };
      expect((await make(world, cycleId)).checkpoint).toMatchObject({ number: 2 });
      expect(conflicts).toBe(3);
    }
  });

  test('what does not fit is told before the checkpoint from which the next run reads on: no crash between loses it', async () => {
    const damaged = async () => {
      const world = await prepared();
      world.archive(world.record('account-2').map((each) => ({ ...each, reason: 'changed' })));
      return world;
    };
    const count = await damaged();
    let calls = 0;
    count.onCall = () => {
      calls += 1;
    };
    await run(count);
    for (let stop = 1; stop <= calls; stop += 1) {
      const world = await damaged();
      let call = 0;
      world.onCall = () => {
        call += 1;
        if (call === stop) throw new Error('stopped');
      };
      await expect(run(world)).rejects.toThrow('stopped');
      const told = world.misfits.some(({ kind }) => kind === 'altered');
      expect(told || world.notes.size === 1).toBe(true);
    }
  });

  test('what keeps a seal from being made is told as well', async () => {
    const world = await prepared();
    world.archive(world.record('account-2').map((each) => ({ ...each, reason: 'changed' })));
    close(world);
    expect(await run(world, CYCLE)).toEqual({ kind: 'not archived', chains: 1 });
    expect(world.misfits).toContainEqual({ kind: 'altered', chain: 'tenant#account-2', sequence: 2 });
  });
});
