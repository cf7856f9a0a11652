import { describe, expect, test } from '@jest/globals';
import { counted } from '../../../../lambda/domain/text/counted.ts';
import { localTime } from '../../../../lambda/domain/text/local-time.ts';
import { printable } from '../../../../lambda/domain/text/printable.ts';

test.each([
  [0, '0 accounts'],
  [1, '1 account'],
  [2, '2 accounts'],
])('%i is said as %s', (count, words) => {
  expect(counted(count, 'account')).toBe(words);
});

test('a word with a plural of its own', () => {
  expect(counted(1, 'entry', 'entries')).toBe('1 entry');
  expect(counted(3, 'entry', 'entries')).toBe('3 entries');
});

describe('local time', () => {
  test.each([
    ['2026-12-07T04:00:00.000Z', 'Europe/Berlin', 'Mon, 7 Dec 2026, 05:00 CET'],
    ['2026-07-06T03:05:00.000Z', 'Europe/Berlin', 'Mon, 6 Jul 2026, 05:05 CEST'],
    ['2026-12-06T16:00:00.000Z', 'Pacific/Auckland', 'Mon, 7 Dec 2026, 05:00 GMT+13'],
  ])('%s in %s', (instant, timeZone, words) => {
    expect(localTime(instant, timeZone)).toBe(words);
    expect(localTime(new Date(instant), timeZone)).toBe(words);
  });
});

describe('names from a directory', () => {
  test.each([
    ['a line break', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['an escape sequence', 'a\u001bb'],
    ['a change of the direction of writing', 'a\u202eb'],
    ['a character of no width', 'a\u200bb'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['half of a surrogate pair', 'a\ud800b'],
  ])('%s is shown as a question mark', (_, name) => {
    expect(printable(name)).toBe('a?b');
  });

  test('each such character is one question mark, wherever it stands', () => {
    expect(printable('\u001b[31mroot\u001b[0m\n')).toBe('?[31mroot?[0m?');
  });

  test.each(['Zoë Müller-Łukasz', '管理者', 'ops@contoso.example', 'Desk (Tier 1), 24/7 🔑', ''])(
    '%j stays as it is',
    (name) => expect(printable(name)).toBe(name),
  );
});
