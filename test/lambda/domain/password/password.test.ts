import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { effLargeWordlist } from '../../../../lambda/domain/password/eff-large-wordlist.ts';
import { newPassword, type RandomIntegers } from '../../../../lambda/domain/password/password.ts';
import { seededSource } from './random-sources.ts';

const random = seededSource(1);
const ADMIN = { length: 24, symbols: true };
const SERVICE = { length: 32, symbols: false };
/** Enough to meet each draw that does not fit; a mutation run, which repeats these tests for every mutant, takes fewer. */
const MANY = 10 * Number(process.env.PROPERTY_RUNS ?? 1_000);
const draw = (count: number, profile = ADMIN, names: readonly string[] = []) =>
  Array.from({ length: count }, () => newPassword(profile, names, random));

describe.each([
  ['admin', ADMIN],
  ['service', SERVICE],
  ['shortest', { length: 20, symbols: true }],
  ['longest', { length: 128, symbols: false }],
])('profile %s', (_, profile) => {
  const passwords = draw(MANY, profile);

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
    ['name with an accent', ['Jürgen Weiß'], 'x3!AAAAAAjurgenAAAAA'],
    ['name of four letters, two with accents', ['Áéna'], 'x3!AAAAAAAAAAaenaAAA'],
    ['name that Entra reads into it', ['alan'], 'x3!AAAAAAAA@L@nAAAAA'],
    ['name that holds such characters itself', ['Ca$h & Carry'], 'x3!AAAAAAAAcashAAAAA'],
  ])('%s does not appear', (_, names, text) => {
    expect(newPassword(profile, [], first(text, ALPHABET))).toBe(text);
    expect(newPassword(profile, names, first(text, ALPHABET))).not.toBe(text);
  });

  test.each([
    ['upper-case letter', `${'x'.repeat(18)}3!`],
    ['lower-case letter', `${'X'.repeat(18)}3!`],
    ['digit', `${'xX'.repeat(9)}!!`],
    ['symbol', `${'xX'.repeat(9)}33`],
    ['letter at its beginning', `3${'xX'.repeat(9)}!`],
  ])('a draw without %s is drawn again', (_, text) => {
    expect(newPassword(profile, [], first(text, ALPHABET))).not.toBe(text);
  });

  test('parts of three letters do: Entra ignores them', () => {
    expect(newPassword(profile, ['abc'], first('xabcx3!AAAAAAAAAAAAA', ALPHABET))).toBe('xabcx3!AAAAAAAAAAAAA');
  });
});

describe('passphrases', () => {
  const SEVEN = { words: 7 };
  const passphrases = Array.from({ length: MANY }, () => newPassword(SEVEN, [], random));

  /** Draws these words first, then at random. */
  const first = (...words: readonly string[]): RandomIntegers => {
    const texts = [...words];
    return (below, count) => {
      const drawn = random(below, count);
      return below === effLargeWordlist.length
        ? drawn.map((each) => {
            const text = texts.shift();
            return text === undefined ? each : effLargeWordlist.indexOf(text);
          })
        : drawn;
    };
  };
  const WORDS = ['zoology', 'alarm', 'class', 'drop-down', 'yo-yo', 'zoom', 'cache'];
  const PASSPHRASE = /^Zoology-Alarm-Class-Drop-down-Yo-yo-Zoom-Cache-[2-9]$/;

  test('the list is the EFF’s, whole and unchanged', () => {
    const text = effLargeWordlist.map((each) => `${each}\n`).join('');
    expect(effLargeWordlist).toHaveLength(7776);
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      '6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522',
    );
  });

  test('have what Entra wants: 8 to 256 characters of its set, of three classes at least', () => {
    const fits = (each: string) =>
      /^[A-Za-z0-9-]{20,128}$/.test(each) && /[A-Z]/.test(each) && /[a-z]/.test(each) && /[0-9]/.test(each);
    expect(passphrases.filter((each) => !fits(each))).toEqual([]);
  });

  test('of ten words fit into 128 characters, even of the longest ones', () => {
    const longest = Math.max(...effLargeWordlist.map((each) => each.length));
    expect(10 * (longest + 1) + 1).toBeLessThanOrEqual(128);
    expect(newPassword({ words: 10 }, [], random).split(/-(?=[A-Z0-9])/)).toHaveLength(11);
  });

  test('never come twice', () => expect(new Set(passphrases).size).toBe(passphrases.length));

  test.each([
    [[], true],
    [['zoology@contoso.example'], false],
    [['Z00l0gy Ltd'], false],
    [['C1ass of 99'], false],
    [['@larm Systems'], false],
    [['cla$$'], false],
    [['Zoom'], false],
    [['yo-yo'], true], // two letters each
    [['Zoólogy'], false],
    [['olog'], false], // inside a word
  ])('names %j: allowed is %p', (names, isAllowed) => {
    expect(PASSPHRASE.test(newPassword(SEVEN, names, first(...WORDS)))).toBe(isAllowed);
  });

  test('no name is in one of ten thousand', () => {
    const names = ['svc-printer@contoso.example', 'Contoso Ltd', 'Nick Meyers'];
    const found = passphrases
      .map(() => newPassword(SEVEN, names, random).toLowerCase())
      .filter((each) => /printer|contoso|example|nick|meyers/.test(each));
    expect(found).toEqual([]);
  });

  test.each([
    ['gives the same always', () => 5],
    ['gives numbers out of range', (below: number) => below],
    ['gives fractions', () => 0.5],
    ['gives negative numbers', () => -1],
    ['gives nothing', () => undefined],
  ])('a source that %s makes none', (_, number) => {
    const source: RandomIntegers = (below, count) =>
      Array.from({ length: count }, () => number(below)).flatMap((each) => each ?? []);
    expect(() => newPassword(SEVEN, [], source)).toThrow(/random/);
    expect(() => newPassword(ADMIN, [], source)).toThrow(/random/);
  });
});

describe('a broken source of random numbers', () => {
  test('that always gives the same makes no password', () => {
    expect(() => newPassword(ADMIN, [], (_, count) => Array.from({ length: count }, () => 0))).toThrow(/random/);
  });
  test('is asked a thousand times, and no more', () => {
    let draws = 0;
    const same: RandomIntegers = (_, count) => {
      draws += 1;
      return Array.from({ length: count }, () => 0);
    };
    expect(() => newPassword(ADMIN, [], same)).toThrow(
      'none of 1000 drawn passwords fits the profile: is the random source broken?',
    );
    expect(draws).toBe(1000);
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
