import { expect, test } from '@jest/globals';
import { TokensThrottled } from '../../../../lambda/ports/rotation.ts';
import { completeTokens } from '../../../../lambda/usecases/approval/complete-tokens.ts';
import { keyOf } from '../scene.ts';

const START = new Date('2026-12-07T08:00:00Z');
const inSeconds = (seconds: number) => new Date(START.getTime() + seconds * 1_000);

/** Decided rotations whose workflows wait, and a quota that takes so many calls at once, and so many more each second. */
function waiting(count: number, { burst = Number.POSITIVE_INFINITY, perSecond = 0 } = {}) {
  const keys = Array.from({ length: count }, (_, n) => keyOf(`admin-${n}`));
  const tokens = new Map(keys.map(({ accountId }) => [accountId, `token of ${accountId}`]));
  const calls = { completed: [] as string[], refused: 0, lastAt: START };
  let now = START;
  let allowed = burst;
  const ports = {
    now: () => now,
    sleep: async (ms: number) => {
      now = new Date(now.getTime() + ms);
      allowed = Math.min(burst, allowed + (perSecond * ms) / 1_000);
    },
    rotations: {
      taskTokenOf: async ({ accountId }: { readonly accountId: string }) => tokens.get(accountId),
      forgetTaskToken: async ({ accountId }: { readonly accountId: string }) => void tokens.delete(accountId),
    },
    taskTokens: {
      complete: async (token: string) => {
        calls.lastAt = now;
        if (allowed < 1) {
          calls.refused += 1;
          throw new TokensThrottled('Step Functions was asked too often');
        }
        allowed -= 1;
        calls.completed.push(token);
        return 'completed' as const;
      },
    },
  };
  return { keys, tokens, calls, ports };
}

test('tokens that come too fast are completed later, each once, and few calls are refused for it', async () => {
  const { keys, tokens, calls, ports } = waiting(5_000, { burst: 3_000, perSecond: 500 });
  expect(await completeTokens(ports, keys, inSeconds(24))).toEqual({ completed: 5_000, left: 0, failures: [] });
  expect(tokens.size).toBe(0);
  expect(new Set(calls.completed).size).toBe(5_000);
  expect(calls.completed).toHaveLength(5_000);
  // Two pauses of two seconds; in each round no more than what was under way already.
  expect(calls.lastAt).toEqual(inSeconds(4));
  expect(calls.refused).toBeLessThanOrEqual(2 * 32);
});

test('what there is no time for is left, and nothing is asked after the time is over', async () => {
  const { keys, tokens, calls, ports } = waiting(5_000, { burst: 100, perSecond: 50 });
  const told = await completeTokens(ports, keys, inSeconds(24));
  expect(told).toEqual({ completed: 100 + 11 * 100, left: 3_800, failures: [] });
  expect(tokens.size).toBe(3_800);
  expect(calls.lastAt.getTime()).toBeLessThan(inSeconds(24).getTime());
});

test('a call that takes long leaves the others, although none was refused', async () => {
  const { keys, ports } = waiting(40);
  const slow = {
    complete: async (token: string) => {
      await ports.sleep(1_000);
      return ports.taskTokens.complete(token);
    },
  };
  const told = await completeTokens({ ...ports, taskTokens: slow }, keys, inSeconds(10));
  expect(told.completed + told.left).toBe(40);
  expect(told.left).toBeGreaterThan(0);
});

test('one that fails stops no other, is left, and is not tried again at once', async () => {
  const { keys, tokens, calls, ports } = waiting(50);
  const [broken] = [...tokens.values()];
  const failing = {
    complete: async (token: string) => {
      if (token === broken) throw new Error('no answer');
      return ports.taskTokens.complete(token);
    },
  };
  const told = await completeTokens({ ...ports, taskTokens: failing }, keys, inSeconds(24));
  expect(told).toEqual({ completed: 49, left: 1, failures: [new Error('no answer')] });
  expect(calls.completed).toHaveLength(49);
  expect([...tokens.values()]).toEqual([broken]);
});

test('a workflow that was told before, or waits no more, is not counted, and its token is forgotten', async () => {
  const { keys, tokens, ports } = waiting(3);
  tokens.delete(keys[0]?.accountId ?? '');
  const gone = { complete: async () => 'gone' as const };
  const told = await completeTokens({ ...ports, taskTokens: gone }, keys, inSeconds(24));
  expect(told).toEqual({ completed: 0, left: 0, failures: [] });
  expect(tokens.size).toBe(0);
});
