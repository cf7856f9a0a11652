import { describe, expect, test } from '@jest/globals';
import { accountQuotas } from '@m365-rotation/local-aws';
import { PLACE_MS } from '../../lambda/domain/rotation/line.ts';
import * as retries from '../../lib/states/retries.ts';
import { contended, randomNumbers } from './contention.ts';
import { machineOf, stateOf } from './machines.ts';
import { synthesized } from './synthesized.ts';

/** The largest estates, at their worst moment: everything wants the same quota at once, and nothing may be given up. */

const TENANTS = 1_000;
const ACCOUNTS_EACH = 50;

function sizeOf(name: string) {
  const found = accountQuotas.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no quota ${name}`);
  return found.size;
}

/** So many lines begin within so many seconds. */
function linesOf(count: number, withinSeconds: number, calls: number) {
  const random = randomNumbers(2);
  return Array.from({ length: count }, () => ({ from: random() * withinSeconds, calls }));
}

describe('50,000 accounts in 1,000 tenants', () => {
  test('are all started, whatever is left of the bucket', () => {
    const atOnce = Number(stateOf(machineOf(synthesized(), 'TenantRotation'), 'StartAccounts').MaxConcurrency);
    const { givenUp, seconds } = contended({
      quota: sizeOf('starts'),
      policy: retries.START_THROTTLED,
      lines: linesOf(TENANTS * atOnce, 10, ACCOUNTS_EACH / atOnce),
      pause: 0.1,
    });
    expect(givenUp).toBe(0);
    expect(seconds).toBeLessThan(600);
  });

  // Each has a place in line, and its second write some time after the first. Their first secrets too: those have a quota of the same size,
  // and need one call where this one needs two.
  test('that are approved within a minute all get their new version, and its labels, and hardly ever ask twice', () => {
    const random = randomNumbers(3);
    const lines = Array.from({ length: TENANTS * ACCOUNTS_EACH }, (_, i) => ({
      from: (i * PLACE_MS) / 1000 + random(),
      calls: 2,
    }));
    const { givenUp, seconds, mostRetries } = contended({
      quota: sizeOf('secret versions'),
      policy: retries.SECRETS_THROTTLED,
      lines,
      pause: 30,
    });
    expect(givenUp).toBe(0);
    expect(mostRetries).toBeLessThanOrEqual(5);
    // All writes at the rate of the quota would take 2,000 seconds.
    expect(seconds).toBeLessThan(1.1 * 2_000);
  });

  test('that came without a line would get there too, after asking many times', () => {
    const { givenUp, mostRetries } = contended({
      quota: sizeOf('secret versions'),
      policy: retries.SECRETS_THROTTLED,
      lines: linesOf(TENANTS * ACCOUNTS_EACH, 60, 2),
      pause: 1,
    });
    expect(givenUp).toBe(0);
    expect(mostRetries).toBeGreaterThan(5);
  });
});

test('the game can be lost: with the patience for other troubles, thousands would be given up', () => {
  const lost = contended({
    quota: sizeOf('secret versions'),
    policy: retries.AWS_IN_TROUBLE,
    lines: linesOf(10_000, 60, 2),
    pause: 1,
  });
  expect(lost.givenUp).toBeGreaterThan(1_000);
});
