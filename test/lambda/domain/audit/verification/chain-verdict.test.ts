import { describe, expect, test } from '@jest/globals';
import {
  type Evidence,
  LATEST_MS,
  type SealedPoint,
  type SeenRecord,
  type Source,
  verdictOfChain,
} from '../../../../../lambda/domain/audit/verification/chain-verdict.ts';

const HOUR = 60 * 60_000;
const hashes = (sequence: number) => String(sequence).repeat(64).slice(0, 64);
const archive: Source = { kind: 'archive', name: 'the archive', time: 0 };
const full = (time: number): Source => ({ kind: 'full', name: `the export of ${time}`, time });
const window = (from: number, time: number): Source => ({
  kind: 'incremental',
  name: `the window ${from}`,
  from,
  time,
});

/** A good record: one an hour. */
const record = (sequence: number, source: Source = archive, more: Partial<SeenRecord> = {}): SeenRecord => ({
  sequence,
  hash: hashes(sequence),
  prevHash: hashes(sequence - 1),
  time: sequence * HOUR,
  intact: true,
  source,
  ...more,
});
const chain = (to: number, source: Source = archive) => Array.from({ length: to }, (_, i) => record(i + 1, source));
const point = (sequence: number, time: number, more: Partial<SealedPoint> = {}): SealedPoint => ({
  sequence,
  hash: hashes(sequence),
  by: `checkpoint ${sequence}`,
  time,
  checkpoint: sequence,
  ...more,
});
const inOrder = (seen: readonly SeenRecord[]) => [...seen].sort((a, b) => a.sequence - b.sequence);
const verdict = (seen: readonly SeenRecord[], points: readonly SealedPoint[] = [], evidence: Partial<Evidence> = {}) =>
  verdictOfChain(inOrder(seen), points, { exports: [], ...evidence });
const found = (...given: Parameters<typeof verdict>) =>
  verdict(...given).findings.map(({ kind, sequence }) => [kind, sequence]);

describe('records', () => {
  test('a chain without a problem, sealed up to a point', () => {
    expect(verdict(chain(5), [point(2, 3 * HOUR), point(3, 4 * HOUR)])).toEqual({
      records: 5,
      sealed: 3,
      sealedBySealsOnly: 0,
      findings: [],
    });
    expect(verdict([])).toEqual({ records: 0, sealed: 0, sealedBySealsOnly: 0, findings: [] });
  });

  test('what seals of an earlier version cover beyond the checkpoints is counted apart', () => {
    const seal = ({ checkpoint: _, ...rest }: SealedPoint): SealedPoint => ({ ...rest, by: 'the seal of c' });
    const counts = (...points: readonly SealedPoint[]) => {
      const { sealed, sealedBySealsOnly } = verdict(chain(5), points);
      return [sealed, sealedBySealsOnly];
    };
    expect(counts(seal(point(3, HOUR)), point(1, 2 * HOUR))).toEqual([3, 2]);
    expect(counts(seal(point(3, HOUR)))).toEqual([3, 3]);
    expect(counts(seal(point(3, HOUR)), point(3, 2 * HOUR))).toEqual([3, 0]);
    expect(counts(seal(point(1, HOUR)), point(4, 2 * HOUR))).toEqual([4, 0]);
  });

  test('the same record twice in the archive is one record: it is told at least once', () => {
    expect(verdict([...chain(3), record(2)])).toEqual({ records: 3, sealed: 0, sealedBySealsOnly: 0, findings: [] });
  });

  test('one that was changed', () => {
    const { findings } = verdict([record(1), record(2, archive, { intact: false }), record(3)]);
    expect(findings).toEqual([
      {
        kind: 'record-changed',
        sequence: 2,
        what: 'was changed in the archive: its hash does not fit its content',
      },
    ]);
  });

  test('one that stands there in two forms, also where one of them keeps its hash', () => {
    const other = full(9 * HOUR);
    const evidence = { exports: [other] };
    const differs = [...chain(2), record(1, other), record(2, other, { hash: 'f'.repeat(64) })];
    expect(found(differs, [], evidence)).toEqual([['record-differs', 2]]);
    expect(verdict(differs, [], evidence)).toMatchObject({
      records: 3,
      findings: [{ what: 'stands there in two forms, one in the archive and one in the export of 32400000' }],
    });
    expect(found([...chain(2), record(1, other), record(2, other, { intact: false })], [], evidence)).toEqual([
      ['record-changed', 2],
      ['record-differs', 2],
    ]);
  });

  test('some that are missing', () => {
    expect(verdict([record(1), record(4)]).findings).toEqual([
      { kind: 'records-missing', sequence: 2, what: 'and those up to 3 are missing' },
    ]);
    expect(verdict([record(2)]).findings).toEqual([{ kind: 'records-missing', sequence: 1, what: 'is missing' }]);
  });

  test('one that does not link to the one before it, or the first to nothing', () => {
    expect(found([record(1), record(2, archive, { prevHash: 'f'.repeat(64) }), record(3)])).toEqual([
      ['broken-link', 2],
    ]);
    expect(found([record(1, archive, { prevHash: 'f'.repeat(64) })])).toEqual([['broken-link', 1]]);
  });
});

describe('what was signed', () => {
  test('a record that is missing at the end, or is another', () => {
    expect(verdict(chain(2), [point(3, 4 * HOUR)]).findings).toEqual([
      { kind: 'sealed-record-missing', sequence: 3, checkpoint: 3, what: 'is missing: checkpoint 3 covers it' },
    ]);
    const replaced = point(2, 3 * HOUR, { hash: 'f'.repeat(64) });
    expect(verdict(chain(2), [replaced]).findings).toEqual([
      { kind: 'sealed-record-replaced', sequence: 2, checkpoint: 2, what: 'is not the one that checkpoint 2 covers' },
    ]);
    const { checkpoint: _, ...seal } = replaced;
    expect(verdict(chain(2), [seal]).findings[0]).not.toHaveProperty('checkpoint');
  });

  test('each record is named once, whatever number of checkpoints cover it; and every earlier point counts', () => {
    const twice = [point(3, 4 * HOUR), point(3, 5 * HOUR, { by: 'the seal of x' })];
    expect(found(chain(2), twice)).toEqual([['sealed-record-missing', 3]]);
    const rewritten = [point(2, 3 * HOUR, { hash: 'f'.repeat(64) }), point(3, 4 * HOUR)];
    expect(found(chain(3), rewritten)).toEqual([['sealed-record-replaced', 2]]);
  });

  test('one of two forms is the one that was signed', () => {
    const seen = [...chain(2), record(2, archive, { hash: 'f'.repeat(64) })];
    expect(found(seen, [point(2, 3 * HOUR)])).toEqual([['record-differs', 2]]);
  });

  test('a record with a time before the last checkpoint, which does not cover it', () => {
    const checkpoints = { from: 0, to: 3 * HOUR + LATEST_MS + 1 };
    expect(found(chain(4), [point(2, checkpoints.to)], { checkpoints })).toEqual([['added-later', 3]]);
    expect(found(chain(3), [], { checkpoints: { from: 2 * HOUR, to: 9 * HOUR } })).toEqual([['added-later', 3]]);
    expect(found(chain(3), [point(2, 0)], { checkpoints: { from: 0, to: 3 * HOUR + LATEST_MS } })).toEqual([]);
    expect(found(chain(3), [point(3, 0)], { checkpoints })).toEqual([]);
  });

  test('a record of a cycle that was sealed without a checkpoint goes by that seal', () => {
    const of = (cycleSealedAt: number) => [record(1, archive, { cycleSealedAt })];
    expect(found(of(HOUR + LATEST_MS + 1))).toEqual([['added-later', 1]]);
    expect(found(of(HOUR + LATEST_MS), [], { checkpoints: { from: 0, to: 9 * HOUR } })).toEqual([]);
  });
});

describe('exports', () => {
  const late = full(9 * HOUR);

  test('one that lacks a record, in the middle or at the end', () => {
    const seen = [...chain(4), record(1, late), record(3, late)];
    expect(verdict(seen, [point(4, 9 * HOUR)], { exports: [late] }).findings).toEqual([
      { kind: 'missing-in-export', sequence: 2, what: 'is missing in the export of 32400000' },
      {
        kind: 'missing-in-export',
        sequence: 4,
        what: 'is missing in the export of 32400000, though they were there before it was made',
      },
    ]);
  });

  test('records that came after it are none of its', () => {
    expect(found([...chain(4), ...chain(2, late)], [point(4, 9 * HOUR + 1)], { exports: [late] })).toEqual([]);
  });

  test('one that lacks what an older one holds', () => {
    const old = full(5 * HOUR);
    expect(found([...chain(4, old), ...chain(3, late)], [], { exports: [old, late] })).toEqual([
      ['missing-in-export', 4],
    ]);
    expect(found([...chain(3, old), ...chain(4, late)], [], { exports: [old, late] })).toEqual([]);
  });

  test('a row that stands twice', () => {
    const twice = [...chain(2, late), record(2, late)];
    expect(verdict(twice, [], { exports: [late] }).findings).toEqual([
      { kind: 'record-twice', sequence: 2, what: 'stands twice in the export of 32400000' },
    ]);
    const one = window(0, 9 * HOUR);
    expect(found([...chain(2, one), record(2, one)], [], { exports: [one] })).toEqual([['record-twice', 2]]);
  });

  test('a window that lacks what was written while it looked', () => {
    const [first, second] = [window(0, 3 * HOUR), window(3 * HOUR, 9 * HOUR)];
    const exports = [first, second];
    const rest = [record(3, second), record(4, second)];
    expect(found([...chain(4), record(1, first), record(2, first), ...rest], [], { exports })).toEqual([]);
    expect(verdict([...chain(4), record(1, first), ...rest], [], { exports }).findings).toEqual([
      { kind: 'missing-in-export', sequence: 2, what: 'is missing in the window 0, which tells what was written then' },
    ]);
    expect(found([...chain(3), ...chain(2, first)], [], { exports })).toEqual([['missing-in-export', 3]]);
  });

  test('what was made at the end of a window stands there, or in the next one', () => {
    const [one, next] = [window(0, HOUR + LATEST_MS), window(HOUR + LATEST_MS, 9 * HOUR)];
    expect(found([record(1)], [], { exports: [one] })).toEqual([]);
    expect(found([record(1), record(1, next)], [], { exports: [one, next] })).toEqual([]);
    expect(found([record(1)], [], { exports: [one, next] })).toEqual([['missing-in-export', 1]]);
    const earlier = window(0, HOUR + LATEST_MS + 1);
    expect(found([record(1), record(1, next)], [], { exports: [earlier, next] })).toEqual([['missing-in-export', 1]]);
    expect(found([record(1)], [], { exports: [window(HOUR + 1, 9 * HOUR)] })).toEqual([]);
    expect(found([record(1)], [], { exports: [window(HOUR, 9 * HOUR)] })).toEqual([['missing-in-export', 1]]);
  });
});

describe('the archive', () => {
  const late = full(99 * HOUR);
  const exports = [late];
  const lacks = (...sequences: number[]) => [
    ...chain(6).filter(({ sequence }) => !sequences.includes(sequence)),
    ...chain(6, late),
  ];

  test('lacks a record between others', () => {
    const archived = { from: 0, to: 0 };
    expect(verdict(lacks(3), [], { exports, archived }).findings).toEqual([
      {
        kind: 'missing-in-archive',
        sequence: 3,
        what: 'is missing in the archive, and stands in the export of 356400000',
      },
    ]);
    expect(found(lacks(3), [], { exports })).toEqual([]);
  });

  test('lacks the first or last ones, though it was there when they were made', () => {
    expect(found(lacks(1, 2), [], { exports, archived: { from: HOUR, to: 6 * HOUR } })).toEqual([
      ['missing-in-archive', 2],
    ]);
    expect(found(lacks(5, 6), [], { exports, archived: { from: 0, to: 5 * HOUR + LATEST_MS + 1 } })).toEqual([
      ['missing-in-archive', 5],
    ]);
  });

  test('lacks what a checkpoint covers: checkpoints are made of it', () => {
    const archived = { from: HOUR, to: 4 * HOUR };
    expect(found(lacks(5, 6), [point(5, 99 * HOUR)], { exports, archived })).toEqual([['missing-in-archive', 5]]);
    const { checkpoint: _, ...seal } = point(5, 99 * HOUR);
    expect(found(lacks(5, 6), [seal], { exports, archived })).toEqual([]);
    expect(found(lacks(1, 2, 3, 4, 5, 6), [], { exports, archived: { from: HOUR, to: HOUR } })).toEqual([]);
  });
});
