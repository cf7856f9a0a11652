import { describe, expect, test } from '@jest/globals';
import { appOf, scopeWords, unitOf } from '../../../../lambda/domain/accounts/scope-words.ts';

const UNIT = '5a5a5a5a-0000-4000-8000-000000000005';

test.each([
  ['/', 'whole tenant'],
  [`/administrativeUnits/${UNIT}`, `an administrative unit whose name was not told (id ${UNIT})`],
  ['/AdministrativeUnits/7', 'an administrative unit whose name was not told (id 7)'],
  ['/5a5a5a5a-0000-4000-8000-00000000a001', 'an app whose name was not told (id 5a5a5a5a-0000-4000-8000-00000000a001)'],
  ['/AccessPackageCatalog/9', 'another scope (/AccessPackageCatalog/9)'],
  ['/Other/administrativeUnits/7', 'another scope (/Other/administrativeUnits/7)'],
  ['/administrativeUnits/7\n8', 'another scope (/administrativeUnits/7\n8)'],
  ['/administrativeUnits/7/8', 'another scope (/administrativeUnits/7/8)'],
  ['unknown scope', 'a scope that was not told'],
  ['', 'another scope ()'],
])('%j without a name is %s', (scope, words) => {
  expect(scopeWords(scope)).toBe(words);
});

describe('a name that was told', () => {
  test('stands in quotes', () => {
    expect(scopeWords(`/administrativeUnits/${UNIT}`, 'Branches')).toBe('administrative unit "Branches"');
    expect(scopeWords(`/${UNIT}`, 'Intranet')).toBe('app "Intranet"');
  });

  test('is nothing that the whole tenant or another scope has', () => {
    expect(scopeWords('/', 'Branches')).toBe('whole tenant');
    expect(scopeWords('unknown scope', 'Branches')).toBe('a scope that was not told');
    expect(scopeWords('/a/b', 'Branches')).toBe('another scope (/a/b)');
  });

  test.each([
    ["another unit's id", UNIT, `administrative unit "${UNIT}"`],
    ['a quote that ends it', 'x", whole tenant, direct; "', `administrative unit "x', whole tenant, direct; '"`],
    ['characters that turn the direction of writing', 'a\u202eb', 'administrative unit "a?b"'],
    ['line breaks', ' a\n\n b ', 'administrative unit "a b"'],
    ['markup', '<b>x</b>', 'administrative unit "<b>x</b>"'],
    ['a name without end', 'x'.repeat(300), `administrative unit "${'x'.repeat(79)}…"`],
    ['nothing', ' \n', 'an administrative unit whose name was not told (id 7)'],
  ])('that is %s fools nobody', (_what, name, words) => {
    expect(scopeWords('/administrativeUnits/7', name)).toBe(words);
  });
});

test('the ids of scopes are those of units and of apps, and nothing else has one', () => {
  expect(unitOf('/administrativeUnits/7')).toBe('7');
  expect(appOf('/7-a')).toBe('7-a');
  for (const none of ['/', '', 'unknown scope', '/a/b', 'x/administrativeUnits/7', '/administrativeUnits/7/8']) {
    expect(unitOf(none)).toBeUndefined();
    expect(appOf(none)).toBeUndefined();
  }
  expect(appOf('/administrativeUnits/7')).toBeUndefined();
  expect(unitOf('/7-a')).toBeUndefined();
});
