import { expect, test } from '@jest/globals';
import { firstFew } from '../../../../lambda/domain/text/first-few.ts';

test.each([
  [[], ''],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
])('of %j, two are named: %j', (names, words) => {
  expect(firstFew(names, 2)).toBe(words);
});
