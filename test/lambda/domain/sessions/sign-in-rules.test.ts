import { describe, expect, test } from '@jest/globals';
import {
  judgeSignIn,
  maxAgeToAsk,
  type SignInEvidence,
  type SignInRules,
  standingOf,
} from '../../../../lambda/domain/sessions/sign-in-rules.ts';

const NOW = new Date('2026-12-07T08:00:00.000Z');
const MINUTE_MS = 60_000;
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

const plain: SignInRules = { maxAgeMinutes: 240 };
const withContext: SignInRules = { ...plain, authenticationContext: 'c1' };
const good: SignInEvidence = { account: 'member', authenticatedAt: NOW, authenticationContexts: ['c1'] };

/** The last age that is taken: the estate's limit and five minutes. In numbers, so that nothing is calculated as the source does. */
const LAST_AGES: readonly (readonly [maxAgeMinutes: number, lastAgeMs: number])[] = [
  [5, 600_000],
  [10, 900_000],
  [60, 3_900_000],
  [240, 14_700_000],
  [1_440, 86_700_000],
];

/** Which contexts satisfy which rules, both when a sign-in comes back and later. */
const CONTEXTS: readonly (readonly [wanted: string | undefined, satisfied: readonly string[], enough: boolean])[] = [
  [undefined, [], true],
  [undefined, ['c1', 'c2'], true],
  ['c1', ['c1'], true],
  ['c1', ['c1', 'c2', 'c3'], true],
  ['c1', ['c2', 'c1', 'c3'], true],
  ['c1', ['c2', 'c3', 'c1'], true],
  ['c1', [], false],
  ['c1', ['c2', 'c3'], false],
  ['c1', ['c10', 'C1', ' c1', ''], false],
  ['c10', ['c1'], false],
  ['', [], false],
  ['', ['c1'], false],
];

describe('a guest of the home tenant', () => {
  test.each(['guest', 'unknown'] as const)('signs in where guests may, as an auditor: %s', (account) => {
    const rules = { ...plain, guestsMay: true };
    expect(judgeSignIn({ ...good, account }, rules, NOW)).toHaveProperty('authenticatedAt', NOW);
  });

  test('is refused where they may not, and so is who may be one', () => {
    expect(judgeSignIn({ ...good, account: 'guest' }, { ...plain, guestsMay: false }, NOW)).toBe('guest');
    expect(judgeSignIn({ ...good, account: 'unknown' }, plain, NOW)).toBe('account-unknown');
  });

  test('must have signed in lately and strongly like everybody', () => {
    const rules = { ...withContext, guestsMay: true };
    expect(judgeSignIn({ ...good, account: 'guest', authenticatedAt: undefined }, rules, NOW)).toBe('time-unknown');
    expect(judgeSignIn({ ...good, account: 'guest', authenticationContexts: [] }, rules, NOW)).toBe('context-missing');
  });
});

describe('a sign-in that comes back', () => {
  test('is good, and only when and how is kept of it', () => {
    const authenticatedAt = ago(200 * MINUTE_MS);
    const evidence: SignInEvidence = { ...good, authenticatedAt, authenticationContexts: ['c2', 'c1'] };
    for (const rules of [plain, withContext])
      expect(judgeSignIn(evidence, rules, NOW)).toStrictEqual({
        authenticatedAt,
        authenticationContexts: ['c2', 'c1'],
      });
  });

  test('is good, if Microsoft’s clock is five minutes ahead', () => {
    expect(judgeSignIn({ ...good, authenticatedAt: ago(-5 * MINUTE_MS) }, plain, NOW)).toHaveProperty(
      'authenticatedAt',
    );
  });

  test.each<[string, Partial<SignInEvidence>, string]>([
    ['a guest', { account: 'guest' }, 'guest'],
    ['an unknown kind of account', { account: 'unknown' }, 'account-unknown'],
    ['an unknown time', { authenticatedAt: undefined }, 'time-unknown'],
    ['a time that is no date', { authenticatedAt: new Date(Number.NaN) }, 'time-unknown'],
    ['a time that lies ahead', { authenticatedAt: ago(-5 * MINUTE_MS - 1) }, 'time-unknown'],
    ['an old sign-in', { authenticatedAt: ago(246 * MINUTE_MS) }, 'too-old'],
    ['no context', { authenticationContexts: [] }, 'context-missing'],
    ['another context', { authenticationContexts: ['c2'] }, 'context-missing'],
  ])('%s alone is not enough', (_, evidence, shortcoming) => {
    expect(judgeSignIn({ ...good, ...evidence }, withContext, NOW)).toBe(shortcoming);
  });

  test.each<[SignInEvidence['account'], Date | undefined, string]>([
    ['guest', undefined, 'guest'],
    ['guest', ago(246 * MINUTE_MS), 'guest'],
    ['guest', NOW, 'guest'],
    ['unknown', undefined, 'account-unknown'],
    ['unknown', ago(246 * MINUTE_MS), 'account-unknown'],
    ['unknown', NOW, 'account-unknown'],
    ['member', undefined, 'time-unknown'],
    ['member', ago(246 * MINUTE_MS), 'too-old'],
    ['member', NOW, 'context-missing'],
  ])('of several shortcomings one is told: %s, %p, without the context: %s', (account, authenticatedAt, told) => {
    expect(judgeSignIn({ account, authenticatedAt, authenticationContexts: [] }, withContext, NOW)).toBe(told);
  });

  test.each(LAST_AGES)('with a limit of %d minutes is taken until it is %d ms old', (maxAgeMinutes, lastAge) => {
    const judged = (age: number) => judgeSignIn({ ...good, authenticatedAt: ago(age) }, { maxAgeMinutes }, NOW);
    for (const age of [0, 1, maxAgeMinutes * MINUTE_MS, maxAgeMinutes * MINUTE_MS + 1, lastAge - 1, lastAge])
      expect(judged(age)).toStrictEqual({ authenticatedAt: ago(age), authenticationContexts: ['c1'] });
    for (const age of [lastAge + 1, 2 * lastAge]) expect(judged(age)).toBe('too-old');
  });

  test('may be of a clock that is ahead of ours', () => {
    expect(judgeSignIn({ ...good, authenticatedAt: ago(-MINUTE_MS) }, plain, NOW)).toStrictEqual({
      authenticatedAt: ago(-MINUTE_MS),
      authenticationContexts: ['c1'],
    });
  });

  test.each(CONTEXTS)('where %j is wanted, with %j: enough: %p', (wanted, satisfied, enough) => {
    const rules: SignInRules = { ...plain, authenticationContext: wanted };
    expect(judgeSignIn({ ...good, authenticationContexts: satisfied }, rules, NOW)).toStrictEqual(
      enough ? { authenticatedAt: NOW, authenticationContexts: satisfied } : 'context-missing',
    );
  });
});

describe("a session's sign-in", () => {
  const standing = (age: number, rules: SignInRules, authenticationContexts: readonly string[] = ['c1']) =>
    standingOf({ authenticatedAt: ago(age), authenticationContexts }, rules, NOW);

  test.each([
    // Half an hour to fill in a form, or half of the limit where that is shorter.
    [5, 150_000, 600_000],
    [10, 300_000, 900_000],
    [59, 1_770_000, 3_840_000],
    [60, 1_800_000, 3_900_000],
    [61, 1_860_000, 3_960_000],
    [240, 12_600_000, 14_700_000],
    [1_440, 84_600_000, 86_700_000],
  ])('with a limit of %d minutes is good until %d ms, and over after %d ms', (maxAgeMinutes, lastGood, last) => {
    for (const rules of [{ maxAgeMinutes }, { maxAgeMinutes, authenticationContext: 'c1' }]) {
      const standings = (ages: number[]) => ages.map((age) => standing(age, rules));
      expect(standings([-MINUTE_MS, 0, lastGood - 1, lastGood])).toEqual(['good', 'good', 'good', 'good']);
      expect(standings([lastGood + 1, last - 1, last])).toEqual(['ends-soon', 'ends-soon', 'ends-soon']);
      expect(standings([last + 1, 2 * last])).toEqual(['over', 'over']);
    }
  });

  test.each(CONTEXTS)('where %j is wanted, with %j: enough: %p', (wanted, satisfied, enough) => {
    const rules: SignInRules = { ...plain, authenticationContext: wanted };
    expect(standing(0, rules, satisfied)).toBe(enough ? 'good' : 'over');
    expect(standing(220 * MINUTE_MS, rules, satisfied)).toBe(enough ? 'ends-soon' : 'over');
    expect(standing(246 * MINUTE_MS, rules, satisfied)).toBe('over');
  });

  test.each(LAST_AGES)(
    'with a limit of %d minutes is over when a new one would be too old',
    (maxAgeMinutes, lastAge) => {
      for (const age of [lastAge - 1, lastAge, lastAge + 1]) {
        const judged = judgeSignIn({ ...good, authenticatedAt: ago(age) }, { maxAgeMinutes }, NOW);
        expect(standing(age, { maxAgeMinutes }) === 'over').toBe(judged === 'too-old');
      }
    },
  );
});

describe('Microsoft is asked for a sign-in', () => {
  test.each([
    [5, 150],
    [10, 300],
    [59, 1_770],
    [60, 1_800],
    [61, 1_860],
    [240, 12_600],
    [1_440, 84_600],
    // Whole seconds, and never one too many.
    [0.05, 1],
    [0.03, 0],
  ])('with a limit of %d minutes: of the last %d seconds', (maxAgeMinutes, seconds) => {
    expect(maxAgeToAsk({ maxAgeMinutes })).toBe(seconds);
    expect(maxAgeToAsk({ maxAgeMinutes, authenticationContext: 'c1' })).toBe(seconds);
  });

  test.each([5, 59, 60, 61, 240, 1_440])(
    'with a limit of %d minutes: one that is good to open a form',
    (maxAgeMinutes) => {
      const age = maxAgeToAsk({ maxAgeMinutes }) * 1_000;
      const standings = [age, age + 1].map((each) =>
        standingOf({ authenticatedAt: ago(each), authenticationContexts: [] }, { maxAgeMinutes }, NOW),
      );
      expect(standings).toEqual(['good', 'ends-soon']);
    },
  );
});
