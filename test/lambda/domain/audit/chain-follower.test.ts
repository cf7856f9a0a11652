import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type ArchivedChange, archivedLine } from '../../../../lambda/domain/audit/archived-change.ts';
import { hashOf, nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact, AuditRecord } from '../../../../lambda/domain/audit/audit-record.ts';
import { ChainFollower } from '../../../../lambda/domain/audit/chain-follower.ts';
import { timeOfRow } from '../../../../lambda/domain/audit/seen-change.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';

const fact = (accountId: string | undefined, n: number): AuditFact => ({
  action: 'approval.requested',
  outcome: 'success',
  time: '2026-12-07T08:00:00.000Z',
  actor: { kind: 'system', name: 'request-approvals' },
  component: 'request-approvals',
  tenantId: 'tenant',
  ...(accountId === undefined ? {} : { accountId }),
  evidence: { detail: `number ${n}` },
});

function chain(length: number, accountId?: string): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let n = 1; n <= length; n += 1) records.push(nextRecord(records.at(-1), fact(accountId, n)));
  return records;
}

const change = (
  row: object,
  name: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT',
  keys: object = { chain: 'tenant#a', sequence: 1, ...row },
): ArchivedChange => {
  const { chain: at = { S: '' }, sequence = { N: '' } } = imageOf(keys);
  return {
    Metadata: { EventName: { S: name }, SequenceNumber: { S: '1' }, ApproximateCreationDateTime: { N: '1' } },
    Keys: { chain: at, sequence },
    ...(name === 'REMOVE' ? { OldImage: imageOf(row) } : { NewImage: imageOf(row) }),
  };
};

function following(known: readonly AuditRecord[], ...changes: readonly ArchivedChange[]): ChainFollower {
  const follower = new ChainFollower(known.map(({ chain: name, sequence, hash }) => ({ chain: name, sequence, hash })));
  for (const each of changes) follower.take(each);
  return follower;
}
const headOf = ({ chain: name, sequence, hash }: AuditRecord) => ({ chain: name, sequence, hash });
const forged = (record: AuditRecord, more: object) => {
  const changed = { ...record, ...more };
  return { ...changed, hash: hashOf(changed) };
};
const at = (records: readonly AuditRecord[], sequence: number): AuditRecord => {
  const record = records[sequence - 1];
  if (record === undefined) throw new Error(`no record ${sequence}`);
  return record;
};

describe('honest changes', () => {
  test('move each chain to its last record, from nothing or from where it was', () => {
    const [a, b] = [chain(3, 'a'), chain(2, 'b')];
    const follower = following([at(b, 1)], ...a.map((each) => change(each)), change(at(b, 2)));
    expect(follower.heads()).toEqual([headOf(at(a, 3)), headOf(at(b, 2))]);
    expect(follower.changed()).toEqual(follower.heads());
    expect(follower.problems()).toEqual([]);
    expect(follower.gaps()).toEqual([]);
  });

  test('leave chains alone that they say nothing about', () => {
    const [a, b] = [chain(2, 'a'), chain(1, 'b')];
    const follower = following([at(a, 1), at(b, 1)], change(at(a, 2)));
    expect(follower.changed()).toEqual([headOf(at(a, 2))]);
    expect(follower.heads()).toEqual([headOf(at(a, 2)), headOf(at(b, 1))]);
  });

  test('come in any order, again, and from before what is known: it is the same', () => {
    const chains = [chain(6, 'a'), chain(4, 'b'), chain(9)];
    const whole = chains.flat();
    const ends = chains.map((each) => headOf(at(each, each.length)));
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...whole, ...whole], { minLength: whole.length * 2 }),
        fc.tuple(fc.nat(6), fc.nat(4), fc.nat(9)),
        (order, knownTo) => {
          const known = chains.flatMap((each, i) => each[(knownTo[i] ?? 0) - 1] ?? []);
          const follower = following(known, ...order.map((each) => change(each)));
          expect(new Set(follower.heads())).toEqual(new Set(ends));
          expect(follower.problems()).toEqual([]);
          expect(follower.gaps()).toEqual([]);
        },
      ),
    );
  });

  test('sort by chain', () => {
    const follower = following([], ...['b', '0', 'a'].map((name) => change(at(chain(1, name), 1))));
    const names = ['tenant#0', 'tenant#a', 'tenant#b'];
    expect(follower.heads().map((each) => each.chain)).toEqual(names);
    expect(follower.changed().map((each) => each.chain)).toEqual(names);
  });

  test('may have members that a later version adds', () => {
    const later = forged(at(chain(1, 'a'), 1), { shift: 'night', more: [1, null, true] });
    expect(following([], change(later)).heads()).toEqual([headOf(later)]);
  });
});

describe('a gap', () => {
  const a = chain(6, 'a');

  test('is told, and the chain waits before it', () => {
    const follower = following([at(a, 1)], change(at(a, 4)), change(at(a, 6)));
    expect(follower.gaps()).toEqual([{ chain: 'tenant#a', from: 2, to: 5 }]);
    expect(follower.heads()).toEqual([headOf(at(a, 1))]);
    expect(follower.changed()).toEqual([]);
  });

  test('is closed by what the table holds; what the archive lacks is told', () => {
    const follower = following([at(a, 1)], change(at(a, 4)), change(at(a, 6)));
    follower.fill({ chain: 'tenant#a', from: 2, to: 5 }, [at(a, 5), at(a, 2), at(a, 4), at(a, 3)]);
    expect(follower.heads()).toEqual([headOf(at(a, 6))]);
    expect(follower.gaps()).toEqual([]);
    expect(follower.problems()).toEqual(
      [5, 2, 3].map((sequence) => ({ kind: 'not-archived', chain: 'tenant#a', sequence })),
    );
  });

  test('that the table cannot close is told with the first record that is missing', () => {
    const follower = following([at(a, 1)], change(at(a, 5)));
    follower.fill({ chain: 'tenant#a', from: 2, to: 4 }, [at(a, 2), at(a, 4)]);
    expect(follower.heads()).toEqual([headOf(at(a, 2))]);
    expect(follower.problems()).toContainEqual({ kind: 'missing', chain: 'tenant#a', sequence: 3 });
  });

  test('of the whole beginning begins at 1', () => {
    expect(following([], change(at(a, 3))).gaps()).toEqual([{ chain: 'tenant#a', from: 1, to: 2 }]);
  });

  test('before it was asked for in the table is no problem yet', () => {
    expect(following([], change(at(a, 3))).problems()).toEqual([]);
  });

  test('is not closed by rows of another chain, of other places, or that are no records', () => {
    const b = chain(3, 'b');
    const follower = following([at(a, 1)], change(at(a, 4)));
    follower.fill({ chain: 'tenant#a', from: 2, to: 3 }, [at(b, 2), at(a, 1), at(a, 4), { chain: 'tenant#a' }]);
    expect(follower.heads()).toEqual([headOf(at(a, 1))]);
    expect(follower.problems()).toEqual([
      { kind: 'no-record', chain: 'tenant#a' },
      { kind: 'missing', chain: 'tenant#a', sequence: 2 },
    ]);
  });

  test('where the table says something else than the archive is told', () => {
    const other = forged(at(a, 3), { reason: 'another' });
    const follower = following([at(a, 1)], change(at(a, 3)), change(at(a, 5)));
    follower.fill({ chain: 'tenant#a', from: 2, to: 4 }, [other, at(a, 2), at(a, 4)]);
    expect(follower.problems()).toContainEqual({ kind: 'twice', chain: 'tenant#a', sequence: 3 });
    expect(follower.heads()).toEqual([headOf(at(a, 5))]);
  });
});

describe('what does not fit is a problem, and the chain stays where it is', () => {
  const a = chain(4, 'a');
  const other = forged(at(a, 2), { reason: 'another' });

  test.each([
    ['altered', { ...at(a, 2), outcome: 'failed' }],
    ['altered', { ...at(a, 2), reason: 'added' }],
    ['unlinked', forged(at(a, 2), { prevHash: '0'.repeat(64) })],
    ['foreign', forged(at(a, 2), { accountId: 'b' })],
    ['foreign', forged(at(a, 2), { accessOf: 'someone' })],
    ['foreign', forged(at(a, 2), { tenantId: 7 })],
  ])('%s', (kind, record) => {
    const follower = following([at(a, 1)], change(record), change(at(a, 3)));
    expect(follower.problems()).toEqual([{ kind, chain: 'tenant#a', sequence: 2 }]);
    expect(follower.heads()).toEqual([headOf(at(a, 1))]);
    expect(follower.changed()).toEqual([]);
  });

  test('a record that stands there and does not fit is not missing too', () => {
    const follower = following([at(a, 1)], change(at(a, 4)));
    follower.fill({ chain: 'tenant#a', from: 2, to: 3 }, [{ ...at(a, 2), outcome: 'failed' }, at(a, 3)]);
    expect(follower.problems().map(({ kind, sequence }) => `${kind} ${sequence}`)).toEqual([
      'not-archived 2',
      'altered 2',
      'not-archived 3',
    ]);
  });

  test('the right record after a wrong one still moves it, and what comes after', () => {
    const follower = following([at(a, 1)], change({ ...at(a, 2), reason: 'x' }), change(at(a, 3)), change(at(a, 2)));
    expect(follower.heads()).toEqual([headOf(at(a, 3))]);
    expect(follower.problems()).toEqual([{ kind: 'altered', chain: 'tenant#a', sequence: 2 }]);
  });

  test.each([
    ['at the end that is known', [at(a, 2)], [other]],
    ['at the end that was just reached', [at(a, 1)], [at(a, 2), other]],
    ['ahead of what is known', [], [at(a, 2), other]],
  ])('another record %s: the first that came stays', (_, known, given) => {
    const follower = following(known, ...given.map((each) => change(each)));
    if (known.length === 0) follower.take(change(at(a, 1)));
    expect(follower.heads()).toEqual([headOf(at(a, 2))]);
    expect(follower.problems()).toEqual([{ kind: 'twice', chain: 'tenant#a', sequence: 2 }]);
  });

  test('another first record of a chain that nobody knew: the one that came first stays', () => {
    const one = at(a, 1);
    const follower = following([], change(one), change(forged(one, { reason: 'another' })));
    expect(follower.heads()).toEqual([headOf(one)]);
    expect(follower.problems()).toHaveLength(1);
  });

  test('a problem that comes again is told once', () => {
    const wrong = change({ ...at(a, 2), reason: 'x' });
    expect(following([at(a, 1)], wrong, wrong).problems()).toHaveLength(1);
  });
});

describe('whether a row is the record with which a chain goes on', () => {
  const a = chain(3, 'a');

  test('at its beginning, and after its end', () => {
    expect(new ChainFollower([]).goesOnWith(at(a, 1))).toBe(true);
    expect(new ChainFollower([headOf(at(a, 1))]).goesOnWith(at(a, 2))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['one before its end', at(a, 1)],
    ['its end', at(a, 2)],
    ['one further on', nextRecord(at(a, 3), fact('a', 4))],
    ['one that was changed', { ...at(a, 3), reason: 'changed' }],
    ['one that links to another', forged(at(a, 3), { prevHash: 'f'.repeat(64) })],
    ['no record', { chain: 'tenant#a', sequence: 3 }],
    ['nothing', undefined],
  ])('not: %s', (_, row) => {
    const follower = new ChainFollower([headOf(at(a, 2))]);
    expect(follower.goesOnWith(row)).toBe(false);
    expect(follower.changed()).toEqual([]);
  });
});

test('a row says when it was recorded, or nothing that could be early or late', () => {
  expect(timeOfRow({ time: '2026-12-07T08:00:00.001Z' })).toBe(Date.UTC(2026, 11, 7, 8, 0, 0, 1));
  for (const row of [undefined, {}, { time: 1 }, { time: 'yesterday' }]) expect(timeOfRow(row)).toBeNaN();
});

describe('what the product never does is told, and moves nothing', () => {
  const a = chain(2, 'a');
  const place = { chain: 'tenant#a', sequence: 2 };

  test.each([
    ['changed', 'MODIFY'],
    ['removed', 'REMOVE'],
  ] as const)('a row that was %s', (kind, name) => {
    const follower = following([at(a, 1)], change(at(a, 2), name));
    expect(follower.problems()).toEqual([{ kind, ...place }]);
    expect(follower.heads()).toEqual([headOf(at(a, 1))]);
    expect(follower.gaps()).toEqual([]);
  });

  test.each([
    ['has no hash', { ...at(a, 2), hash: undefined }],
    ['has a hash that is none', { ...at(a, 2), hash: 'ABC' }],
    ['links to what is no hash', { ...at(a, 2), prevHash: '' }],
    ['stands at place 0', { ...at(a, 2), sequence: 0 }],
    ['stands between places', { ...at(a, 2), sequence: 1.5 }],
    ['is of a chain with a space', { ...at(a, 2), chain: 'ten ant#a' }],
    ['is of a chain that is not ASCII', { ...at(a, 2), chain: 'tenänt#a' }],
    ['is of no chain', { ...at(a, 2), chain: '' }],
  ])('a row that %s', (_, row) => {
    const follower = following([at(a, 1)], change(row, 'INSERT', place));
    expect(follower.problems()).toEqual([{ kind: 'no-record', ...place }]);
    expect(follower.changed()).toEqual([]);
  });

  test('a row with a type that records do not have', () => {
    const given = change(at(a, 2));
    const follower = following([at(a, 1)], { ...given, NewImage: { ...given.NewImage, tags: { SS: ['x'] } } });
    expect(follower.problems()).toEqual([{ kind: 'no-record', ...place }]);
  });

  test('a row that was added and is not there', () => {
    const { NewImage: _, ...given } = change(at(a, 2));
    expect(following([at(a, 1)], given).problems()).toEqual([{ kind: 'no-record', ...place }]);
  });

  test('a row whose key is none', () => {
    const follower = following([], { ...change({}), Keys: { chain: { B: 'eA==' } } });
    expect(follower.problems()).toEqual([{ kind: 'no-record', chain: '{"chain":{"B":"eA=="}}' }]);
  });
});

describe('lines of the archive', () => {
  const [record] = chain(1, 'a');
  if (record === undefined) throw new Error('no record');

  test('are followed as changes are', () => {
    const follower = new ChainFollower([]);
    follower.takeLine(archivedLine(change(record)).trimEnd(), 'records/x');
    expect(follower.heads()).toEqual([headOf(record)]);
    expect(follower.headOf('tenant#a')).toEqual(headOf(record));
    expect(follower.problems()).toEqual([]);
  });

  test('that nobody can read are told by their object, once', () => {
    const follower = new ChainFollower([]);
    for (const line of ['{', '{}']) follower.takeLine(line, 'records/x');
    follower.unreadable('records/y');
    expect(follower.problems()).toEqual([
      { kind: 'unreadable', chain: 'records/x' },
      { kind: 'unreadable', chain: 'records/y' },
    ]);
  });
});
