import { describe, expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { day, instant, positiveNumber, wholeNumber } from '../../../cli/operator/option-values.ts';

describe('what is not meant so is refused, and the sentence says what is wanted', () => {
  test.each<[string, (text: string) => unknown, readonly string[], string]>([
    ['a whole number', wholeNumber(), ['0', '-1', '1.5', '1e3', '0x10', '', ' 3', 'five', '99999999'], 'from 1.'],
    ['one within limits', wholeNumber(1, 24), ['0', '25'], 'from 1 to 24.'],
    ['a number', positiveNumber, ['0', '-1', 'Infinity', '0x10', '1e3', '', 'x'], 'above 0'],
    ['a day', day, ['2026-02-31', '2026-13-01', '2026', '24.12.2026', ''], '2026-12-24'],
    ['an instant', instant, ['2026-02-31T00:00:00Z', '2026-12-01T00:00:00', 'yesterday', ''], '2026-12-01T00:00:00Z'],
  ])('%s', (_, read, texts, sentence) => {
    for (const text of texts) {
      expect(() => read(text)).toThrow(InvalidArgumentError);
      expect(() => read(text)).toThrow(sentence);
    }
  });
});

test('what is meant so is taken', () => {
  expect([wholeNumber()('25'), wholeNumber(0, 16)('0'), positiveNumber('0.33')]).toEqual([25, 0, 0.33]);
  expect(day('2027-01-01')).toEqual(new Date('2027-01-01T00:00:00Z'));
  expect(instant('2026-12-01T01:00:00+01:00')).toEqual(new Date('2026-12-01T00:00:00Z'));
  expect(instant('2026-12-01')).toEqual(new Date('2026-12-01T00:00:00Z'));
});
