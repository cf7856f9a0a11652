import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { accountQuotas, Expressions } from '@m365-rotation/local-aws';
import * as z from 'zod';
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

// `$random` of JSONata.
beforeEach(() => {
  jest.spyOn(Math, 'random').mockImplementation(randomNumbers(4));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** When each tenant starts its accounts, in seconds, by the expression of the deployed machine. */
async function spreadOf(tenants: number, accountsEach: number): Promise<readonly number[]> {
  const { Seconds } = stateOf(machineOf(synthesized(), 'TenantRotation'), 'SpreadStarts');
  const states = {
    input: { rotations: Array.from({ length: accountsEach }, () => ({})) },
    context: { Execution: { Input: { tenants } } },
  };
  const expressions = new Expressions();
  const waits = await Promise.all(
    Array.from({ length: tenants }, () =>
      expressions.evaluate(Seconds, 'Seconds', { state: 'SpreadStarts', enteredId: 1, states, millis: 0 }),
    ),
  );
  return z.array(z.int().min(0)).parse(waits);
}

/** Tenants of one size start their accounts, one start of a line after the other: 0.2 s each, as they take in most Regions. */
function startsOf(waits: readonly number[], accountsEach: number) {
  const atOnce = Number(stateOf(machineOf(synthesized(), 'TenantRotation'), 'StartAccounts').MaxConcurrency);
  const random = randomNumbers(2);
  return contended({
    quota: sizeOf('starts'),
    policy: retries.START_THROTTLED,
    lines: waits.flatMap((wait) =>
      Array.from({ length: atOnce }, () => ({ from: wait + random() * 10, calls: accountsEach / atOnce })),
    ),
    pause: 0.2,
  });
}

test.each([
  [1_000, 50, 530],
  [100, 50, 90],
  [20, 400, 150],
  [5_000, 10, 530],
  [1, 400, 30],
])(
  '%i tenants of %i accounts start all of them in %i seconds, and none is tried more than five times again',
  async (tenants, accounts, most) => {
    const { givenUp, seconds, mostRetries } = startsOf(await spreadOf(tenants, accounts), accounts);
    expect(givenUp).toBe(0);
    expect(mostRetries).toBeLessThanOrEqual(5);
    expect(seconds).toBeLessThan(most);
  },
);

test('if all tenants started at once, some starts would be tried very often', () => {
  const { givenUp, seconds, mostRetries } = startsOf(new Array(TENANTS).fill(0), ACCOUNTS_EACH);
  expect(givenUp).toBe(0);
  expect(seconds).toBeLessThan(600);
  expect(mostRetries).toBeGreaterThan(10);
});

test('tenants with very many accounts wait ten minutes at most', async () => {
  const waits = await spreadOf(1_000, 5_000);
  expect(Math.max(...waits)).toBeGreaterThan(550);
  expect(Math.max(...waits)).toBeLessThan(600);
});

test('a cycle that began before a deployment gives no number of tenants, and goes on', async () => {
  const { Seconds } = stateOf(machineOf(synthesized(), 'TenantRotation'), 'SpreadStarts');
  const states = { input: { rotations: [{}] }, context: { Execution: { Input: { cycleId: 'c' } } } };
  const at = { state: 'SpreadStarts', enteredId: 1, states, millis: 0 };
  expect(await new Expressions().evaluate(Seconds, 'Seconds', at)).toBe(0);
});

describe('50,000 accounts in 1,000 tenants', () => {
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
