import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../../lambda/domain/audit/audit-chain.ts';
import { changesBetween } from '../../../../lambda/domain/audit/estate-diff.ts';

const changes = (before: unknown, after: unknown) => changesBetween(before, after);

describe('values', () => {
  test.each<[string, unknown, unknown, readonly string[]]>([
    ['the same', { a: { b: 1 } }, { a: { b: 1 } }, []],
    ['the same in another order of members', { a: 1, b: [{ x: 1, y: 2 }] }, { b: [{ y: 2, x: 1 }], a: 1 }, []],
    [
      'another number',
      { approvals: { windowHours: 48 } },
      { approvals: { windowHours: 24 } },
      ['approvals.windowHours changed from 48 to 24'],
    ],
    ['another word', { lock: 'governance' }, { lock: 'compliance' }, ['lock changed from governance to compliance']],
    ['another choice', { on: true }, { on: false }, ['on changed from true to false']],
    [
      'an address',
      { webhook: { url: 'https://a.example/?key=SECRET' } },
      { webhook: { url: 'https://b.example/' } },
      ['webhook.url changed'],
    ],
    ['a long text', { waiver: 'x'.repeat(61) }, { waiver: 'y' }, ['waiver changed']],
    ['a text of sixty', { waiver: 'x'.repeat(60) }, { waiver: 'y' }, [`waiver changed from ${'x'.repeat(60)} to y`]],
    ['another form', { tenants: 'all' }, { tenants: ['contoso'] }, ['tenants changed']],
    ['something new', {}, { changeWindow: { from: '22:00' } }, ['changeWindow added']],
    ['a new value', {}, { days: 7 }, ['days added: 7']],
    ['a new address', {}, { url: 'https://a.example' }, ['url added']],
    ['something gone', { changeWindow: { from: '22:00' } }, {}, ['changeWindow removed']],
    ['all of it', undefined, { a: 1 }, ['it added']],
    ['none of it', { a: 1 }, undefined, ['it removed']],
    ['nothing', undefined, undefined, []],
    ['nothing in a list', [], [], []],
    ['null', { a: null }, { a: 1 }, ['a changed']],
    ['a list in place of a thing', { a: {} }, { a: [] }, ['a changed']],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });
});

describe('lists of values', () => {
  test.each<[string, readonly unknown[], readonly unknown[], readonly string[]]>([
    ['one more', ['a'], ['a', 'b'], ['list: b added']],
    ['one less', ['a', 'b'], ['b'], ['list: a removed']],
    ['both', ['a', 'b'], ['b', 'c'], ['list: c added, a removed']],
    ['five are named', [], ['a', 'b', 'c', 'd', 'e'], ['list: a, b, c, d, e added']],
    ['six are counted', [], ['a', 'b', 'c', 'd', 'e', 'f'], ['list: 6 added']],
    ['addresses are counted', [], ['https://a.example'], ['list: 1 added']],
    ['things without a name are counted', [{ x: 1 }], [{ x: 2 }], ['list: 1 added, 1 removed']],
    ['another order', ['a', 'b'], ['b', 'a'], ['list: order changed']],
    ['the same twice', ['a'], ['a', 'a'], ['list: 2 instead of 1']],
    ['things with the same name twice', [{ name: 'a' }], [{ name: 'a' }, { name: 'a' }], ['list: 2 instead of 1']],
    ['things of which one has no name', [{ name: 'a' }, {}], [{ name: 'a' }, { x: 1 }], ['list: 1 added, 1 removed']],
  ])('%s', (_, before, after, expected) => {
    expect(changes({ list: before }, { list: after })).toEqual(expected);
  });
});

describe('lists of things', () => {
  const ada = { objectId: '1', name: 'Ada', tenants: ['contoso'] };
  const bruno = { objectId: '2', name: 'Bruno', tenants: 'all' };

  test.each<[string, readonly object[], readonly object[], readonly string[]]>([
    ['one more', [ada], [ada, bruno], ['list[Bruno] added']],
    ['one less', [ada, bruno], [bruno], ['list[Ada] removed']],
    [
      'one that changed',
      [ada, bruno],
      [{ ...ada, tenants: ['contoso', 'fabrikam'] }, bruno],
      ['list[Ada].tenants: fabrikam added'],
    ],
    [
      'one with another name, by its id',
      [ada],
      [{ ...ada, name: 'Ada Lovelace' }],
      ['list[Ada Lovelace].name changed from Ada to Ada Lovelace'],
    ],
    [
      'one with another id is another one',
      [ada],
      [{ ...ada, objectId: '3' }],
      ['list[Ada] added', 'list[Ada] removed'],
    ],
    ['another order', [ada, bruno], [bruno, ada], ['list: order changed']],
    [
      'one in between is no other order',
      [ada, bruno],
      [ada, { objectId: '3', name: 'Chiara' }, bruno],
      ['list[Chiara] added'],
    ],
    [
      'by name where there is no id',
      [{ name: 'monthly', at: '05:00' }],
      [{ name: 'monthly', at: '06:00' }],
      ['list[monthly].at changed from 05:00 to 06:00'],
    ],
    [
      'by the id, where they have no name',
      [{ tenantId: 't', n: 1 }],
      [{ tenantId: 't', n: 2 }],
      ['list[t].n changed from 1 to 2'],
    ],
    [
      'by the id of the tenant first',
      [{ tenantId: 't', name: 'a' }],
      [{ tenantId: 't', name: 'b' }],
      ['list[b].name changed from a to b'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes({ list: before }, { list: after })).toEqual(expected);
  });
});

test('whatever it is: nothing is told of the same, and something of what differs', () => {
  const json = fc
    .jsonValue({ maxDepth: 4, noUnicodeString: true })
    .map((each) => JSON.parse(JSON.stringify(each)) as unknown);
  const whole = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (_, each) => (typeof each === 'number' ? Math.trunc(each % 1_000) : each)) ?? 'null',
    );
  fc.assert(
    fc.property(json, json, (one, other) => {
      const [before, after] = [whole(one), whole(other)];
      expect(changes(before, whole(one))).toEqual([]);
      expect(changes(before, after).length > 0).toBe(canonicalJson(before) !== canonicalJson(after));
    }),
  );
});
