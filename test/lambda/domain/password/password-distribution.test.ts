import { describe, expect, test } from '@jest/globals';
import { effLargeWordlist } from '../../../../lambda/domain/password/eff-large-wordlist.ts';
import { newPassword, type PasswordProfile, type RandomIntegers } from '../../../../lambda/domain/password/password.ts';
import { effort } from '../../../effort.ts';
import { chiSquared, criticalValue, ONE_IN } from './chi-squared.ts';
import { biasedSource, cryptoSource, seededSource } from './random-sources.ts';

/**
 * Distribution and policy over a million passwords of each profile, a tenth of that for every change. With a seed the numbers are the same in every run, so the
 * bound may be narrow; with the real source one honest run in a thousand million may fail.
 */
const CLASSES = ['ABCDEFGHJKLMNPRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#%+@:=?*'] as const;

const sources = [
  ['many of a seeded source', () => seededSource(20_261_207), ONE_IN.thousand, effort(100_000, 1_000_000)],
  ['many of the real source', () => cryptoSource, ONE_IN.thousandMillion, effort(50_000, 200_000)],
] as const;

/** Counts how often each character, by its place in `alphabet`, came first, last, and anywhere after the first place. */
function charactersOf(profile: { length: number; symbols: boolean }, random: RandomIntegers, times: number) {
  const alphabet = CLASSES.slice(0, profile.symbols ? 4 : 3).join('');
  const placeOf = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i += 1) placeOf[alphabet.charCodeAt(i)] = i;
  const counts = { first: zeros(alphabet.length), last: zeros(alphabet.length), later: zeros(alphabet.length) };
  const add = (list: number[], place: number) => {
    list[place] = (list[place] ?? 0) + 1;
  };
  let wrong = 0;
  for (let n = 0; n < times; n += 1) {
    const password = newPassword(profile, [], random);
    let classes = 0;
    for (let i = 0; i < password.length; i += 1) {
      const place = placeOf[password.charCodeAt(i)] ?? -1;
      if (place < 0) wrong += 1;
      classes |= place < 23 ? 1 : place < 47 ? 2 : place < 55 ? 4 : 8;
      add(i === 0 ? counts.first : counts.later, place);
      if (i === password.length - 1) add(counts.last, place);
    }
    const isFine = password.length === profile.length && classes === (profile.symbols ? 15 : 7);
    if (!(isFine && (placeOf[password.charCodeAt(0)] ?? 99) < 47)) wrong += 1;
  }
  return { ...counts, wrong, alphabet };
}

const zeros = (length: number) => Array.from({ length }, () => 0);

/**
 * How many valid strings have a given character in a place: first, or any one later. A rule that wants each class makes
 * rare classes likelier than their share; strings that lack some classes are counted out, and those counted out twice in.
 */
function weightsOf(length: number, symbols: boolean, place: 'first' | 'later'): number[] {
  const sizes = CLASSES.slice(0, symbols ? 4 : 3).map((each) => each.length);
  return sizes.flatMap((size, own) => {
    if (place === 'first' && own > 1) return zeros(size);
    let count = 0;
    for (let missing = 0; missing < 1 << sizes.length; missing += 1) {
      if (missing & (1 << own)) continue;
      const kept = sizes.map((each, i) => (missing & (1 << i) ? 0 : each));
      const all = kept.reduce((sum, each) => sum + each, 0);
      const letters = (kept[0] ?? 0) + (kept[1] ?? 0);
      const sign = (sizes.length - kept.filter((each) => each > 0).length) % 2 === 0 ? 1 : -1;
      // Scaled by the size of the alphabet, so that the numbers stay small.
      const scaled = all / sizes.reduce((sum, each) => sum + each, 0);
      count += sign * (place === 'first' ? scaled ** (length - 1) : letters * scaled ** (length - 2));
    }
    return Array.from({ length: size }, () => count);
  });
}

/** χ² over its bound: above 1 means that the source or the generator is not fair. */
function ratio(counts: readonly number[], weights: readonly number[], deviations: number): number {
  const possible = weights.flatMap((each, i) => (each > 0 ? [i] : []));
  const [some, theirs] = [counts, weights].map((list) => possible.map((i) => list[i] ?? 0));
  return chiSquared(some ?? [], theirs ?? []) / criticalValue(possible.length, deviations);
}

describe.each([
  ['admin', { length: 24, symbols: true }],
  ['service', { length: 32, symbols: false }],
])('passwords of the profile %s', (_, profile) => {
  const { length, symbols } = profile;

  test.each(sources)(
    '%s: every one fits, and no character is likelier than it must be',
    (_name, source, bound, times) => {
      const { first, last, later, wrong } = charactersOf(profile, source(), times);
      expect(wrong).toBe(0);
      expect(ratio(first, weightsOf(length, symbols, 'first'), bound)).toBeLessThan(1);
      expect(ratio(last, weightsOf(length, symbols, 'later'), bound)).toBeLessThan(1);
      expect(ratio(later, weightsOf(length, symbols, 'later'), bound)).toBeLessThan(1);
    },
  );
});

test('a source that folds back what does not fit is found', () => {
  const { later } = charactersOf({ length: 32, symbols: false }, biasedSource(1, 8), 10_000);
  expect(ratio(later, weightsOf(32, false, 'later'), ONE_IN.thousandMillion)).toBeGreaterThan(10);
});

test('a generator that forces classes into places is found', () => {
  const random = seededSource(7);
  const later = zeros(64);
  for (let n = 0; n < 30_000; n += 1) {
    for (const each of [...random(64, 22), 47 + (random(8, 1)[0] ?? 0)]) later[each] = (later[each] ?? 0) + 1;
  }
  expect(ratio(later, weightsOf(24, true, 'later'), ONE_IN.thousandMillion)).toBeGreaterThan(10);
});

/** Counts how often each word, and each digit, came in passphrases, and how many of them break a rule. */
function wordsOf(profile: PasswordProfile & { words: number }, random: RandomIntegers, times: number) {
  const places = new Map(effLargeWordlist.map((each, i) => [each.charAt(0).toUpperCase() + each.slice(1), i]));
  const counts = { words: zeros(7776), first: zeros(7776), last: zeros(7776), digits: zeros(8) };
  const add = (list: number[], place: number) => {
    list[place] = (list[place] ?? 0) + 1;
  };
  let wrong = 0;
  for (let n = 0; n < times; n += 1) {
    const password = newPassword(profile, [], random);
    // A capital begins each word and nothing else: words with a hyphen inside, such as `Drop-down`, stay whole.
    const parts = password.split(/-(?=[A-Z0-9])/);
    const found = parts.slice(0, -1).map((each) => places.get(each) ?? -1);
    for (const place of found) add(counts.words, place);
    add(counts.first, found[0] ?? -1);
    add(counts.last, found.at(-1) ?? -1);
    add(counts.digits, Number(parts.at(-1)) - 2);
    const isFine = found.length === profile.words && found.every((each) => each >= 0) && /^[A-Z]/.test(password);
    if (!(isFine && /^[A-Za-z-]+-[2-9]$/.test(password) && password.length <= 128)) wrong += 1;
  }
  return { ...counts, wrong };
}

const even = (categories: number) => Array.from({ length: categories }, () => 1);

describe('passphrases', () => {
  test.each(sources)('%s: every one fits, and no word or digit is likelier than another', (_, source, bound, times) => {
    const { words, first, last, digits, wrong } = wordsOf({ words: 7 }, source(), times);
    expect(wrong).toBe(0);
    expect(ratio(words, even(7776), bound)).toBeLessThan(1);
    expect(ratio(first, even(7776), bound)).toBeLessThan(1);
    expect(ratio(last, even(7776), bound)).toBeLessThan(1);
    expect(ratio(digits, even(8), bound)).toBeLessThan(1);
  });
});

test('a source that folds back what does not fit is found in words too', () => {
  const { words } = wordsOf({ words: 7 }, biasedSource(1, 16), 100_000);
  expect(ratio(words, even(7776), ONE_IN.thousandMillion)).toBeGreaterThan(1);
});
