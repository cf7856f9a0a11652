import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type ChainedRecord,
  canonicalJson,
  hashOf,
  linkOf,
  NO_RECORD_BEFORE,
  nextRecord,
  problemsOfChain,
  sha256,
} from '../../../../lambda/domain/audit/audit-chain.ts';
import { type AuditFact, chainOf as chainNameOf } from '../../../../lambda/domain/audit/audit-record.ts';
import { nasty } from '../text/hostile.ts';

describe('canonical JSON (RFC 8785)', () => {
  test('sorts by UTF-16 code units: the example of section 3.2.3', () => {
    const sorted = canonicalJson({
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    });
    expect([...sorted.matchAll(/:"([^"]+)"/g)].map((match) => match[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test('escapes strings as section 3.2.2.2 says', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  test('literals, integers, nesting; no white space', () => {
    expect(canonicalJson({ b: [true, null, { z: 0, a: -1 }], a: false })).toBe(
      '{"a":false,"b":[true,null,{"a":-1,"z":0}]}',
    );
  });

  test('what is undefined is not there', () => expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}'));

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1n, () => 1, Symbol('x')])('refuses %p', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
    expect(() => canonicalJson({ value })).toThrow(/^no canonical form for (the number|a) \S+$/);
  });

  test.each(['\ud83d', 'a\ude00b', '\ude00\ud83d'])(
    'refuses half of a surrogate pair, as section 3.2.2.2 says: %j',
    (text) => {
      expect(() => canonicalJson({ a: [text] })).toThrow(TypeError);
      expect(() => canonicalJson({ [text]: 1 })).toThrow(TypeError);
      expect(canonicalJson('\ud83d\ude00')).toBe('"😀"');
    },
  );

  test('does not depend on the order of members, and loses nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean())), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(Object.entries(JSON.parse(canonicalJson(value))).sort()).toEqual(Object.entries(value).sort());
      }),
    );
  });
});

/** As any store keeps it: in UTF-8. */
const stored = <T>(value: T): T =>
  JSON.parse(
    Buffer.from(JSON.stringify(value, (_, v) => (typeof v === 'string' ? Buffer.from(v).toString() : v))).toString(),
  );

test('whatever a directory or a person wrote, its record exists, and fits its hash when it is read again (R5)', () => {
  fc.assert(
    fc.property(nasty, nasty, (name, reason) => {
      const record = nextRecord(undefined, {
        ...fact(1),
        userPrincipalName: name,
        reason,
        evidence: { detail: reason },
        actor: { kind: 'system', name },
      });
      expect(hashOf(stored(record))).toBe(record.hash);
      expect(problemsOfChain([stored(record)])).toEqual([]);
    }),
  );
});

const fact = (n: number): AuditFact => ({
  action: 'approval.requested',
  outcome: 'success',
  time: `2026-12-07T08:00:0${n % 10}.000Z`,
  actor: { kind: 'system', name: 'request-approvals' },
  component: 'request-approvals',
  tenantId: 'tenant',
  accountId: 'account',
  evidence: { detail: `number ${n}` },
});

function chainOf(length: number): ChainedRecord[] {
  const records: ChainedRecord[] = [];
  for (let n = 1; n <= length; n += 1) records.push({ ...nextRecord(records.at(-1), fact(n)) });
  return records;
}
const changed = (records: readonly ChainedRecord[], index: number, change: object): ChainedRecord[] =>
  records.map((each, i) => (i === index ? { ...each, ...change } : each));
const rehashed = (record: ChainedRecord): ChainedRecord => ({ ...record, hash: hashOf(record) });

describe('a chain of records', () => {
  test('begins at 1, after nothing', () => {
    const record = nextRecord(undefined, fact(1));
    expect(record).toMatchObject({ schema: 1, chain: 'tenant#account', sequence: 1, prevHash: NO_RECORD_BEFORE });
    expect(NO_RECORD_BEFORE).toBe('0000000000000000000000000000000000000000000000000000000000000000');
    const { hash, ...rest } = record;
    expect(hash).toBe(sha256(canonicalJson(rest)));
  });

  test('is of one account, of one tenant, or of the whole estate', () => {
    expect(chainNameOf({ tenantId: 't', accountId: 'a' })).toBe('t#a');
    expect(chainNameOf({ tenantId: 't' })).toBe('t#-');
    expect(chainNameOf({})).toBe('-#-');
  });

  test('is whole, in whatever order it is read', () => {
    expect(problemsOfChain(chainOf(6))).toEqual([]);
    expect(problemsOfChain(chainOf(6).reverse())).toEqual([]);
    expect(problemsOfChain([])).toEqual([]);
  });

  test('a changed field is named', () => {
    const records = changed(chainOf(4), 2, { outcome: 'refused' });
    expect(problemsOfChain(records)).toEqual([
      'tenant#account record 3 was changed: its hash does not fit its content',
    ]);
  });

  test('a field that was added or taken away is noticed', () => {
    expect(problemsOfChain(changed(chainOf(2), 0, { reason: 'none' }))).toHaveLength(1);
    expect(problemsOfChain(changed(chainOf(2), 0, { evidence: undefined }))).toHaveLength(1);
    expect(problemsOfChain(changed(chainOf(2), 0, { share: 0.5 }))).toHaveLength(1);
  });

  test('a record with something in it that has no canonical form is not intact: we never wrote that', () => {
    const [record] = chainOf(1);
    if (record === undefined) throw new Error('no record');
    expect(linkOf(record).intact).toBe(true);
    expect(linkOf({ ...record, share: 0.5 }).intact).toBe(false);
  });

  test('a changed record with a hash made anew no longer fits its successor', () => {
    const records = chainOf(4);
    const forged = records.map((each, i) => (i === 1 ? rehashed({ ...each, outcome: 'failed' }) : each));
    expect(problemsOfChain(forged)).toEqual(['tenant#account record 3 does not link to the record before it']);
  });

  test('records that were removed are named', () => {
    expect(problemsOfChain(chainOf(6).filter((_, i) => i !== 2 && i !== 3))).toEqual([
      'tenant#account lacks records 3 to 4',
    ]);
    expect(problemsOfChain(chainOf(3).slice(1))).toEqual(['tenant#account lacks record 1']);
  });

  test('a second record in the same place is noticed', () => {
    const records = chainOf(3);
    const other = { ...nextRecord(records[0], fact(9)) };
    expect(problemsOfChain([...records, other])).toContain('tenant#account record 2 exists twice');
  });

  test('no single change, removal or swap goes unnoticed', () => {
    const whole = chainOf(8);
    fc.assert(
      fc.property(fc.nat(6), fc.constantFrom('change', 'remove', 'swap'), fc.string(), (index, how, text) => {
        const swapped = (i: number) => (i === index ? index + 1 : i === index + 1 ? index : i);
        const records =
          how === 'change'
            ? changed(whole, index, { reason: text })
            : how === 'remove'
              ? whole.filter((_, i) => i !== index)
              : whole.map((each, i) => ({ ...each, sequence: swapped(i) + 1 }));
        expect(problemsOfChain(records)).not.toEqual([]);
      }),
    );
  });
});
