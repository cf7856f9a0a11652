import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { newPassword, type RandomIntegers } from '../../../lambda/domain/password.ts';

/** As unbiased as `randomInt`, and faster for many: bytes that would make some numbers likelier are passed over. */
const random: RandomIntegers = (below, count) => {
  const fair = 256 - (256 % below);
  const numbers: number[] = [];
  while (numbers.length < count) {
    for (const byte of randomBytes(count * 2)) if (byte < fair && numbers.length < count) numbers.push(byte % below);
  }
  return numbers;
};
const ADMIN = { length: 24, symbols: true };
const SERVICE = { length: 32, symbols: false };
const draw = (count: number, profile = ADMIN, names: readonly string[] = []) =>
  Array.from({ length: count }, () => newPassword(profile, names, random));

describe.each([
  ['admin', ADMIN],
  ['service', SERVICE],
  ['shortest', { length: 20, symbols: true }],
  ['longest', { length: 128, symbols: false }],
])('profile %s', (_, profile) => {
  const passwords = draw(10_000, profile);

  test('has its length, and every class of characters', () => {
    const classes = [/[A-Z]/, /[a-z]/, /[0-9]/];
    const wrong = (each: string) =>
      each.length !== profile.length ||
      !classes.every((one) => one.test(each)) ||
      /[!#%+@:=?*]/.test(each) !== profile.symbols;
    expect(passwords.filter(wrong)).toEqual([]);
  });

  test('has none of the characters that people confuse, and begins with a letter', () => {
    const readable = /^[A-HJ-NPR-Za-kmnp-z][A-HJ-NPR-Za-kmnp-z2-9!#%+@:=?*]+$/;
    expect(passwords.filter((each) => !readable.test(each))).toEqual([]);
  });

  test('never comes twice', () => expect(new Set(passwords).size).toBe(passwords.length));
});

/** χ² of how often each of a set of characters came. */
function chiSquare(text: string, alphabet: string): number {
  const counts = new Map([...alphabet].map((each) => [each, 0]));
  for (const each of text) if (counts.has(each)) counts.set(each, (counts.get(each) ?? 0) + 1);
  const expected = [...counts.values()].reduce((sum, each) => sum + each, 0) / counts.size;
  return [...counts.values()].reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
}

describe('no character is likelier than another of its class', () => {
  // Classes are compared within: that one of each must be there makes rare classes a little likelier than their share.
  const text = draw(30_000)
    .map((each) => each.slice(1))
    .join('');
  test.each([
    ['ABCDEFGHJKLMNPRSTUVWXYZ', 22],
    ['abcdefghijkmnpqrstuvwxyz', 23],
    ['23456789', 7],
    ['!#%+@:=?*', 8],
  ])('%s', (alphabet, degrees) => {
    // Mean + 6 standard deviations: a false alarm in less than a million runs; a bias of 5 % for one character is found.
    expect(chiSquare(text, alphabet)).toBeLessThan(degrees + 6 * Math.sqrt(2 * degrees));
  });

  test('nor in the first place', () => {
    const firsts = draw(30_000)
      .map((each) => each.charAt(0))
      .join('');
    const letters = 'ABCDEFGHJKLMNPRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
    expect(chiSquare(firsts, letters)).toBeLessThan(46 + 6 * Math.sqrt(2 * 46));
  });
});

describe('names', () => {
  /** Draws this text first, then at random. */
  const first = (text: string, alphabet: string): RandomIntegers => {
    let drawn = false;
    return (below, count) => {
      if (drawn) return random(below, count);
      drawn = true;
      return [...text].map((each) => alphabet.indexOf(each));
    };
  };
  const ALPHABET = 'ABCDEFGHJKLMNPRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789!#%+@:=?*';
  const profile = { length: 20, symbols: true };

  test.each([
    ['backup', ['backup@contoso.example'], 'xBACKUPx3!AAAAAAAAAA'],
    ['part of a display name', ['Nick Meyers'], 'xxMeYeRSx3!AAAAAAAAA'],
    ['name of the tenant', ['rfc-bank'], 'x3!AAAAAAAAAAAAbankA'],
  ])('%s does not appear', (_, names, text) => {
    expect(newPassword(profile, [], first(text, ALPHABET))).toBe(text);
    expect(newPassword(profile, names, first(text, ALPHABET))).not.toBe(text);
  });

  test('parts of three letters do: Entra ignores them', () => {
    expect(newPassword(profile, ['abc'], first('xabcx3!AAAAAAAAAAAAA', ALPHABET))).toBe('xabcx3!AAAAAAAAAAAAA');
  });
});

describe('a broken source of random numbers', () => {
  test('that always gives the same makes no password', () => {
    expect(() => newPassword(ADMIN, [], (_, count) => Array.from({ length: count }, () => 0))).toThrow(/random/);
  });
  test('that gives too few makes no short one', () => {
    expect(() => newPassword(ADMIN, [], (below) => random(below, 10))).toThrow(/random/);
  });
  test('that gives numbers out of range makes no short one', () => {
    expect(() => newPassword(ADMIN, [], (below, count) => random(below, count).map((each) => each + below))).toThrow(
      /random/,
    );
  });
});
