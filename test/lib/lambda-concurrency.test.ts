import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { AwsError, answer, ConcurrencyLimit, NEW_ACCOUNT_CONCURRENCY, startMachines } from '@m365-rotation/local-aws';
import { virtualClock } from '@m365-rotation/loopback';
import * as retries from '../../lib/states/retries.ts';
import { contended } from './contention.ts';
import { deployedMachine, functionIn } from './deployed-definitions.ts';

/** A new account runs about ten functions at once. Too many accounts for it are weather: they take longer, and none fails. */

const folder = mkdtempSync(join(tmpdir(), 'concurrency-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** How long a function takes, in seconds. */
const SECONDS = 2;
const ACCOUNTS = 300;

test('300 accounts that are approved at once are all rotated, ten functions at a time', async () => {
  const clock = virtualClock();
  const limit = new ConcurrencyLimit(NEW_ACCOUNT_CONCURRENCY);
  const ran = new Map<string, number>();
  const machines = await startMachines(
    { AccountRotation: deployedMachine('AccountRotation') },
    {
      // The decision is in the row already.
      'dynamodb:UpdateItem': () => {
        throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
      },
      'lambda:Invoke': ({ FunctionName }) => {
        const name = functionIn(FunctionName);
        return limit.during({ arn: name }, async () => {
          await clock.sleep(SECONDS * 1_000);
          ran.set(name, (ran.get(name) ?? 0) + 1);
          return answer({ approval: 'given', outcome: 'rotated' });
        });
      },
    },
    { folder, clock },
  );
  const ids = { cycleId: 'c', tenantId: 't', rotationId: 'r' };
  const started = await Promise.all(
    Array.from({ length: ACCOUNTS }, (_, i) => machines.start('AccountRotation', { ...ids, accountId: `a${i}` })),
  );
  const ends = await Promise.all(started.map((each) => machines.waitFor(each)));
  await machines.close();
  expect(ends.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
  // Each function ran once for each account: a function that found no room has not run, and the rotation did not end early.
  expect([...ran.values()]).toEqual(Array.from({ length: 6 }, () => ACCOUNTS));
  expect(limit.refused).toBeGreaterThan(ACCOUNTS);
});

test('5,000 accounts that are approved within a minute take about two hours, and none is given up', () => {
  const places = NEW_ACCOUNT_CONCURRENCY;
  const { givenUp, seconds } = contended({
    quota: { capacity: places, perSecond: places / SECONDS },
    policy: retries.LAMBDA_BUSY,
    lines: Array.from({ length: 5_000 }, (_, i) => ({ from: (i / 5_000) * 60, calls: 6 })),
    pause: SECONDS,
  });
  expect(givenUp).toBe(0);
  expect(seconds).toBeLessThan(2.5 * 3_600);
});

test('the game can be lost: with the patience for other troubles, most would be given up', () => {
  const { givenUp } = contended({
    quota: { capacity: 10, perSecond: 5 },
    policy: retries.AWS_IN_TROUBLE,
    lines: Array.from({ length: 5_000 }, (_, i) => ({ from: (i / 5_000) * 60, calls: 6 })),
    pause: SECONDS,
  });
  expect(givenUp).toBeGreaterThan(1_000);
});
