import { beforeEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CheckpointExists, type CheckpointWitness } from '../../../../lambda/ports/checkpoints.ts';
import { StaleState } from '../../../../lambda/ports/rotation.ts';
import { tellWitness } from '../../../../lambda/usecases/audit/tell-witness.ts';

/** A place for notes; each call can be made to fail, before it does anything or after. */
class Notes implements CheckpointWitness {
  readonly all = new Map<number, string>();
  onCall: (call: string) => void = () => undefined;
  calls = 0;

  constructor(count = 0, first = 1) {
    for (let n = first; n < first + count; n += 1) this.all.set(n, `note ${n}`);
  }
  newest = async () => this.call('newest', () => Math.max(0, ...this.all.keys()));
  note = async (number: number) =>
    this.call(`note ${number}`, () => {
      const note = this.all.get(number);
      if (note === undefined) throw new Error(`there is no ${number}`);
      return note;
    });
  storeNote = async (number: number, note: string) =>
    this.call(`store ${number}`, () => {
      const before = this.all.get(number);
      if (before !== undefined && before !== note) throw new CheckpointExists(`checkpoint ${number} is there`);
      this.all.set(number, note);
    });

  private call<T>(name: string, work: () => T): T {
    this.calls += 1;
    this.onCall(`before ${name}`);
    const result = work();
    this.onCall(`after ${name}`);
    return result;
  }
}

let told: string[];
beforeEach(() => {
  told = [];
});
const alarm = {
  lacks: (why: unknown) => void told.push(`lacks: ${why instanceof Error ? why.message : String(why)}`),
  differs: (what: string) => void told.push(`differs: ${what}`),
};
const tell = (store: Notes, witness: Notes) => tellWitness({ store, witness, alarm });

test('a new witness begins with the newest; the next ones follow', async () => {
  const [store, witness] = [new Notes(3), new Notes()];
  await tell(store, witness);
  expect([...witness.all]).toEqual([[3, 'note 3']]);
  store.all.set(4, 'note 4');
  await tell(store, witness);
  await tell(store, witness);
  expect([...witness.all.keys()]).toEqual([3, 4]);
  expect(told).toEqual([]);
});

test('before there is any, nothing is told', async () => {
  const witness = new Notes();
  await tell(new Notes(), witness);
  expect({ told, held: witness.all.size }).toEqual({ told: [], held: 0 });
});

test('what it lacks is told in order, and after a long time in several runs', async () => {
  const [store, witness] = [new Notes(1_203), new Notes(2)];
  await tell(store, witness);
  expect(witness.all.size).toBe(502);
  for (let run = 0; run < 2; run += 1) await tell(store, witness);
  expect(witness.all).toEqual(store.all);
  expect(told).toEqual([]);
});

test('whoever cuts off the end of ours, and whoever has others made in its place, is told', async () => {
  const witness = new Notes(5);
  await tell(new Notes(4), witness);
  const remade = new Notes(6);
  remade.all.set(5, 'another');
  await tell(remade, witness);
  expect(told).toEqual([
    'differs: it has checkpoint 5, and ours end with 4',
    'differs: its checkpoint 5 is another one than ours',
  ]);
  expect(witness.all).toEqual(new Notes(5).all);
});

test('a number that was taken meanwhile by another checkpoint is told; one that is being stored is not', async () => {
  const witness = new Notes(1);
  witness.onCall = (call) => {
    if (call === 'before store 2') witness.all.set(2, 'of another deployment');
  };
  await tell(new Notes(2), witness);
  expect(told).toEqual(['differs: checkpoint 2 is there']);
  witness.all.delete(2);
  witness.onCall = (call) => {
    if (call === 'before store 2') throw new StaleState('it is being written by another run');
  };
  await tell(new Notes(2), witness);
  expect(told).toHaveLength(1);
});

test('a checkpoint that another run stores meanwhile is no reason to call somebody', async () => {
  const [store, witness] = [new Notes(2), new Notes(2)];
  store.onCall = (call) => {
    if (call !== 'before newest') return;
    store.onCall = () => undefined;
    for (const each of [store, witness]) each.all.set(3, 'note 3');
  };
  await tell(store, witness);
  // And where the other run was quicker with the witness than this one with its look at it.
  const ahead = new Notes(2);
  witness.onCall = (call) => {
    if (call !== 'before newest') return;
    witness.onCall = () => undefined;
    for (const each of [ahead, witness]) each.all.set(3, 'note 3');
  };
  await tell(ahead, witness);
  expect(told).toEqual([]);
});

test('whatever fails, wherever: somebody is called, nothing is thrown, and the next run has it right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 30 }), async (own, behind, at) => {
      told = [];
      const store = new Notes(own + behind);
      const witness = new Notes(own);
      let calls = 0;
      const fail = () => {
        if (calls++ === at) throw new Error('lost');
      };
      store.onCall = fail;
      witness.onCall = fail;
      await tell(store, witness);
      expect(told).toEqual(calls > at ? ['lacks: lost'] : []);
      await tell(store, witness);
      const first = Math.min(...witness.all.keys());
      for (let n = first; n <= own + behind; n += 1) expect(witness.all.get(n)).toBe(`note ${n}`);
      expect(told.filter((each) => each.startsWith('differs'))).toEqual([]);
    }),
  );
});
