import { describe, expect, test } from '@jest/globals';
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

test('a line is read as it was written; what is no line of the archive is not read', () => {
  expect(readArchivedLine(archivedLine(change))).toEqual(change);
  for (const line of ['', '{', 'null', '{}', archivedLine(change).replace('INSERT', 'INSERTED')]) {
    expect(readArchivedLine(line)).toBeUndefined();
  }
});
