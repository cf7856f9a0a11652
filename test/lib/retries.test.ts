import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as retries from '../../lib/states/retries.ts';

const { longestWaitSeconds } = retries;

/** Sums that comments of `retries.ts` name, by the policy below the comment: the last number of seconds in it. */
function documentedSums(): ReadonlyMap<string, number> {
  const source = readFileSync('lib/states/retries.ts', 'utf8');
  const comments = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+): RetryPolicy/g);
  return new Map(
    [...comments].map(([, comment = '', name = '']) => {
      const sums = [...comment.matchAll(/([\d,]+) s\b(?! on the way)/g)].map(([, digits = '']) =>
        digits.replaceAll(',', ''),
      );
      return [
        name,
        Number(name === 'MUST_BE_RECORDED' ? /together ([\d,]+)/.exec(comment)?.[1]?.replaceAll(',', '') : sums.at(-1)),
      ];
    }),
  );
}

describe('the comments do their sums right', () => {
  const policies = {
    LAMBDA_BUSY: retries.LAMBDA_BUSY,
    ESTATE_UNDER_WAY: retries.ESTATE_UNDER_WAY,
    AWS_IN_TROUBLE: retries.AWS_IN_TROUBLE,
    LETTERS_HELD: retries.LETTERS_HELD,
    SECRETS_THROTTLED: retries.SECRETS_THROTTLED,
    RESET_OUTCOME_UNKNOWN: retries.RESET_OUTCOME_UNKNOWN,
    RESET_NOT_VISIBLE: retries.RESET_NOT_VISIBLE,
    MUST_BE_RECORDED: retries.MUST_BE_RECORDED,
    ALREADY_DECIDED: retries.ALREADY_DECIDED,
    TABLE_IN_TROUBLE: retries.TABLE_IN_TROUBLE,
    START_THROTTLED: retries.START_THROTTLED,
  };
  const documented = documentedSums();

  test('every policy has a sum', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(policies).sort());
  });

  test.each(Object.entries(policies))('%s', (name, policy) => {
    expect(documented.get(name)).toBe(longestWaitSeconds(policy));
  });
});

test('a reset is looked for during ten minutes at least, without jitter', () => {
  expect(longestWaitSeconds(retries.RESET_NOT_VISIBLE)).toBeGreaterThanOrEqual(600);
  expect(retries.RESET_NOT_VISIBLE.jitter).toBe(false);
});

test('a step that holds dead letters runs again when they can be had again', () => {
  const { firstSeconds, rate, jitter } = retries.LETTERS_HELD;
  const held = /HELD_SECONDS = (\d+)/.exec(readFileSync('lambda/adapters/aws/dead-letters.ts', 'utf8'))?.[1];
  expect([firstSeconds > Number(held), rate, jitter]).toEqual([true, 1, false]);
});

test('a reset whose outcome is unknown is repeated a few times only', () => {
  expect(retries.RESET_OUTCOME_UNKNOWN.attempts).toBeLessThanOrEqual(3);
});
