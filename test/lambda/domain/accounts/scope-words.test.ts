import { expect, test } from '@jest/globals';
import { scopeWords } from '../../../../lambda/domain/accounts/scope-words.ts';

test.each([
  ['/', 'whole tenant'],
  [
    '/administrativeUnits/5a5a5a5a-0000-4000-8000-000000000005',
    'administrative unit 5a5a5a5a-0000-4000-8000-000000000005',
  ],
  ['/AdministrativeUnits/7', 'administrative unit 7'],
  ['/5a5a5a5a-0000-4000-8000-00000000a001', 'app 5a5a5a5a-0000-4000-8000-00000000a001'],
  ['/AccessPackageCatalog/9', '/AccessPackageCatalog/9'],
  ['/Other/administrativeUnits/7', '/Other/administrativeUnits/7'],
  ['/administrativeUnits/7\n8', '/administrativeUnits/7\n8'],
  ['unknown scope', 'unknown scope'],
  ['', ''],
])('%j is the %s', (scope, words) => {
  expect(scopeWords(scope)).toBe(words);
});
