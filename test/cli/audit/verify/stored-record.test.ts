import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storedLine } from '../../../../cli/audit/verify/stored-line.ts';
import { storedRecord } from '../../../../cli/audit/verify/stored-record.ts';
import { parseStrictly } from '../../../../cli/audit/verify/strict-json.ts';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';

const record = nextRecord(undefined, {
  action: 'link.revealed',
  outcome: 'success',
  time: '2026-12-07T08:00:00.000Z',
  actor: { kind: 'technician', objectId: 'o', tenantId: 't', name: 'Größe "x" \u2028' },
  component: 'portal',
  source: { address: '203.0.113.1', userAgent: 'x' },
  tenantId: 'tenant',
  accountId: 'account',
  times: 3,
  evidence: { secretVersionId: 'v', detail: 'tab\tand \u0000' },
});
const row = imageOf(record);

describe('a row', () => {
  test('of a record: its content fits its hash, and its chain', () => {
    expect(storedRecord(row)).toMatchObject({
      chain: 'tenant#account',
      sequence: 1,
      hash: record.hash,
      prevHash: record.prevHash,
      intact: true,
      inItsChain: true,
    });
    expect(storedRecord({ ...row, times: { N: '4' } }).intact).toBe(false);
    expect(storedRecord({ ...row, accountId: { S: 'other' } }).inItsChain).toBe(false);
  });

  test('any text has the hash that the product gave it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (detail) => {
        const made = nextRecord(undefined, {
          action: 'message.sent',
          outcome: 'success',
          time: '2026-12-07T08:00:00.000Z',
          actor: { kind: 'unknown' },
          component: 'notify',
          evidence: { detail },
        });
        expect(storedRecord(JSON.parse(JSON.stringify(imageOf(made)))).intact).toBe(true);
      }),
    );
  });

  test.each<[string, object]>([
    ['a member that records do not have', { ...row, Outcome: { S: 'failed' } }],
    ['a number as a text', { ...row, times: { S: '3' } }],
    ['two types', { ...row, reason: { S: 'x', N: '1' } }],
    ['no type', { ...row, reason: 'x' }],
    ['another form of a number', { ...row, times: { N: '3.0' } }],
    ['a number that is none', { ...row, times: { N: '' } }],
    ['an unknown action', { ...row, action: { S: 'link.seen' } }],
    ['another form of time', { ...row, time: { S: '2026-12-07T08:00:00Z' } }],
    ['a member of another kind of actor', { ...row, actor: { M: { kind: { S: 'unknown' }, name: { S: 'x' } } } }],
    ['no kind of actor', { ...row, actor: { M: { name: { S: 'x' } } } }],
    ['another schema', { ...row, schema: { N: '2' } }],
    ['no place in a chain', { ...row, sequence: { N: '0' } }],
    ['a hash in capitals', { ...row, hash: { S: record.hash.toUpperCase() } }],
  ])('with %s is none', (_, changed) => {
    expect(() => storedRecord(changed)).toThrow();
  });

  test.each(['action', 'outcome', 'time', 'actor', 'component', 'schema', 'chain', 'sequence', 'hash', 'prevHash'])(
    'without %s is none',
    (name) => {
      const { [name]: _, ...others } = row;
      expect(() => storedRecord(others)).toThrow();
    },
  );
});

describe('a line', () => {
  const change = {
    Metadata: {
      EventName: { S: 'INSERT' },
      SequenceNumber: { S: '42' },
      ApproximateCreationDateTime: { N: '1796630400' },
    },
    Keys: { chain: row.chain, sequence: row.sequence },
    NewImage: row,
  };
  const { NewImage: _, ...keysAlone } = change;
  const event = (name: string) => ({ ...change.Metadata, EventName: { S: name } });

  test('of the archive: added, overwritten, removed', () => {
    expect(storedLine(JSON.stringify(change), 'archived-change')).toMatchObject({ kind: 'insert', place: '42' });
    const both = { ...change, Metadata: event('MODIFY'), OldImage: row };
    expect(storedLine(JSON.stringify(both), 'archived-change')).toMatchObject({
      kind: 'modify',
      before: { sequence: 1 },
    });
    const gone = { ...keysAlone, Metadata: event('REMOVE'), OldImage: row };
    expect(storedLine(JSON.stringify(gone), 'archived-change')).toMatchObject({ kind: 'remove' });
  });

  test('its shortest form is told to the character, so that nothing in it stands twice', () => {
    for (const text of [JSON.stringify(change), JSON.stringify({ Item: row })]) {
      const form = text.startsWith('{"Item"') ? 'row' : 'archived-change';
      const { record: read } = storedLine(text, form);
      expect(JSON.stringify(row)).toHaveLength(read.shortest);
      for (const twice of ['"times":{"N":"3"},"times":', '"times":{"N":"1"},"\\u0074imes":']) {
        expect(() => storedLine(text.replace('"times":', twice), form)).toThrow('stands twice');
      }
      expect(() => storedLine(text.replace('"N":"1"}', '"N":"1"} '), form)).toThrow('white space');
    }
    const half = JSON.stringify({ Item: { ...row, reason: { S: '\ud83d' } } });
    expect(() => storedLine(half, 'row')).toThrow('half');
    expect(() => storedLine(half.replace('\\ud83d', '\\uD83D'), 'row')).toThrow('half');
  });

  test('of exports', () => {
    expect(storedLine(JSON.stringify({ Item: row }), 'row')).toMatchObject({ kind: 'row' });
    const window = { ...change, Metadata: { WriteTimestampMicros: { N: '1' } } };
    expect(storedLine(JSON.stringify(window), 'export-change')).toMatchObject({ kind: 'insert' });
  });

  test.each<[string, object]>([
    ['an event that does not fit the images', { ...change, Metadata: event('MODIFY') }],
    ['no image', keysAlone],
    ['keys of another record', { ...change, Keys: { ...change.Keys, sequence: { N: '2' } } }],
    ['keys that are more', { ...change, Keys: { ...change.Keys, x: { S: '' } } }],
    ['a row besides', { ...change, Item: row }],
    ['no place in the stream', { ...change, Metadata: { ...change.Metadata, SequenceNumber: { S: 'x' } } }],
    ['a list', [change]],
  ])('with %s is none', (__, changed) => {
    expect(() => storedLine(JSON.stringify(changed), 'archived-change')).toThrow();
  });
});

describe('JSON that can be read in one way only', () => {
  test('is read, however it is escaped', () => {
    expect(parseStrictly('{"a":{"b":"\\u0041\\/"},"c":["a","a"]}', 'no white space')).toEqual({
      a: { b: 'A/' },
      c: ['a', 'a'],
    });
    expect(parseStrictly('{ "a" : 1 }\n', 'white space')).toEqual({ a: 1 });
  });

  test.each([
    '{"a":1,"a":1}',
    '{"a":{"b":1,"\\u0062":2}}',
    '{"a":"\\ud83d"}',
    '{"\\ude00":1}',
    '{"a":1}\r',
    '{"a" :1}',
    '{"a":1} {"b":1}',
    '\ufeff{}',
    '',
  ])('%j is refused', (text) => {
    expect(() => parseStrictly(text, 'no white space')).toThrow(SyntaxError);
  });

  test('where white space may be, members still stand once', () => {
    expect(() => parseStrictly('{ "a": 1, "a" : 2 }', 'white space')).toThrow('stands twice');
  });
});
