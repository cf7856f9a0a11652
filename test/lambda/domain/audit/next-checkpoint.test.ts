import { describe, expect, test } from '@jest/globals';
import { NO_RECORD_BEFORE, sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import { type Checkpoint, hashOfCheckpoint, leafOf, rootOfHeads } from '../../../../lambda/domain/audit/checkpoint.ts';
import { headsIn, nextCheckpoint, notReached } from '../../../../lambda/domain/audit/next-checkpoint.ts';

const head = (n: number, sequence = 1) => ({ chain: `tenant#${n}`, sequence, hash: sha256(`${n} ${sequence}`) });
const heads = Array.from({ length: 9 }, (_, n) => head(n, n + 1));
const made = { origin: 'o', time: '2026-12-07T09:00:00.000Z', estate: sha256('e'), code: 'c' };
const before = (more: Partial<Checkpoint> = {}, lastAll = 5, linesSince = 0) => ({
  checkpoint: {
    ...made,
    chains: 9,
    root: sha256('r'),
    number: 5,
    records: 9,
    previous: sha256('p'),
    heads: { holds: 'all' as const, hash: sha256('h') },
    ...more,
  },
  lastAll,
  linesSince,
});
const linesOf = (given: readonly ReturnType<typeof head>[]) => given.map((each) => `${leafOf(each)}\n`).join('');

test('the first one holds all heads, and follows nothing', () => {
  const { checkpoint, lines } = nextCheckpoint({ before: undefined, heads, changed: [], made });
  expect(lines).toBe(linesOf(heads));
  expect(checkpoint).toEqual({
    ...made,
    number: 1,
    chains: 9,
    records: 45,
    root: rootOfHeads(heads),
    previous: NO_RECORD_BEFORE,
    heads: { holds: 'all', hash: sha256(lines) },
  });
});

test('a later one follows the one before, and lists what has changed', () => {
  const given = { before: before(), heads, changed: heads.slice(2, 4), made: { ...made, cycleId: 'cycle' } };
  const { checkpoint, lines } = nextCheckpoint(given);
  expect(lines).toBe(linesOf(heads.slice(2, 4)));
  expect(checkpoint).toMatchObject({
    number: 6,
    cycleId: 'cycle',
    root: rootOfHeads(heads),
    previous: hashOfCheckpoint(given.before.checkpoint),
    heads: { holds: 'changed', hash: sha256(lines) },
  });
});

test.each([
  [0, 4, 'changed'],
  [0, 5, 'all'],
  [3, 1, 'changed'],
  [4, 1, 'all'],
  [4, 0, 'changed'],
])('with %i lines since all were listed, and %i more of 9: %s', (linesSince, more, holds) => {
  const { checkpoint } = nextCheckpoint({
    before: before({}, 5, linesSince),
    heads,
    changed: heads.slice(0, more),
    made,
  });
  expect(checkpoint.heads.holds).toBe(holds);
});

test.each([
  [203, 'changed'],
  [204, 'all'],
  [205, 'all'],
])('where number 5 holds all, and nothing changes, the one after %i: %s', (number, holds) => {
  expect(nextCheckpoint({ before: before({ number }), heads, changed: [], made }).checkpoint.heads.holds).toBe(holds);
});

describe('a file of heads', () => {
  test('is read as it was written', () => {
    const { checkpoint, lines } = nextCheckpoint({ before: undefined, heads, changed: [], made });
    expect(headsIn(lines, checkpoint)).toEqual(heads);
    expect(headsIn('', { number: 2, heads: { holds: 'changed', hash: sha256('') } })).toEqual([]);
  });

  test('is refused where it is not the one that the checkpoint names', () => {
    const { checkpoint, lines } = nextCheckpoint({ before: undefined, heads, changed: [], made });
    expect(() => headsIn(`${lines}\n`, checkpoint)).toThrow(
      new SyntaxError('the file of heads of checkpoint 1 is not the one it names'),
    );
  });

  test('holds heads and nothing else', () => {
    const lines = `${leafOf(head(1)).replace('"chain"', '"more":1,"chain"')}\n`;
    expect(() => headsIn(lines, { number: 2, heads: { holds: 'all', hash: sha256(lines) } })).toThrow();
  });
});

describe('an end that a cycle must be sealed with', () => {
  const reached = (...given: readonly ReturnType<typeof head>[]) => {
    const known = new Map(given.map((each) => [each.chain, each]));
    return notReached([head(1, 2)], (chain) => known.get(chain));
  };
  test('is reached by that record, and by any after it', () => {
    expect(reached(head(1, 2))).toEqual([]);
    expect(reached(head(1, 3))).toEqual([]);
  });
  test('is not reached before it, in another chain, or by another record at its place', () => {
    for (const known of [[], [head(2, 2)], [head(1, 1)], [{ ...head(1, 2), hash: sha256('other') }]]) {
      expect(reached(...known)).toEqual([head(1, 2)]);
    }
  });
});
