import { describe, expect, test } from '@jest/globals';
import { archiveKey, auditPrefix, checkpointKey, headsKey, publicKeyKey } from '../../../../contract/audit-bucket.ts';
import {
  archivedChangeSchema,
  archivedLine,
  readArchivedLine,
} from '../../../../lambda/domain/audit/archived-change.ts';

const change = {
  Metadata: {
    EventName: { S: 'INSERT' as const },
    SequenceNumber: { S: '421800000000000000000001' },
    ApproximateCreationDateTime: { N: '1796634000' },
  },
  Keys: { chain: { S: '-#-' }, sequence: { N: '1' } },
  NewImage: { chain: { S: '-#-' }, sequence: { N: '1' }, reason: { S: 'a "quoted" \u2028 line' } },
};

test('a change is one line of JSON', () => {
  const line = archivedLine(change);
  expect(line.endsWith('}\n')).toBe(true);
  expect(line.trimEnd().split('\n')).toHaveLength(1);
  expect(archivedChangeSchema.parse(JSON.parse(line))).toEqual(change);
});

describe('no change is what', () => {
  test.each([
    ['has another name', { ...change, Metadata: { ...change.Metadata, EventName: { S: 'UPDATE' } } }],
    ['has a member that nobody knows', { ...change, More: {} }],
    ['knows more of itself', { ...change, Metadata: { ...change.Metadata, WriteTimestampMicros: { N: '1' } } }],
    ['has no key', { Metadata: change.Metadata }],
    ['has two types of text', { ...change, Metadata: { ...change.Metadata, SequenceNumber: { S: '1', N: '1' } } }],
  ])('%s', (_, other) => expect(archivedChangeSchema.safeParse(other).success).toBe(false));
});

describe('places in the audit bucket', () => {
  test('checkpoints lie in folders of a thousand', () => {
    expect(checkpointKey(1)).toBe('checkpoints/000000/000000001.checkpoint');
    expect(checkpointKey(999)).toBe('checkpoints/000000/000000999.checkpoint');
    expect(checkpointKey(1000)).toBe('checkpoints/000001/000001000.checkpoint');
    expect(checkpointKey(123_456_789)).toBe('checkpoints/123456/123456789.checkpoint');
  });

  test('files of heads lie beside them, and say what they hold', () => {
    expect(headsKey(12, 'ab'.repeat(32))).toBe(`checkpoints/000000/000000012-${'ab'.repeat(32)}.heads.jsonl.gz`);
  });

  test('keys are called by their fingerprints', () => expect(publicKeyKey('ab')).toBe('checkpoints/keys/ab.pem'));

  test('changes lie by the hour of the first one', () => {
    expect(archiveKey(new Date('2026-12-07T09:59:59.999Z'), '421', '425')).toBe(
      'records/2026/12/07/09/421-425.jsonl.gz',
    );
  });

  test('no prefix begins another one', () => {
    const all = Object.values(auditPrefix);
    for (const each of all) expect(all.filter((other) => other.startsWith(each))).toEqual([each]);
  });
});

test('a line is read as it was written; what is no line of the archive is not read', () => {
  expect(readArchivedLine(archivedLine(change))).toEqual(change);
  for (const line of ['', '{', 'null', '{}', archivedLine(change).replace('INSERT', 'INSERTED')]) {
    expect(readArchivedLine(line)).toBeUndefined();
  }
});
