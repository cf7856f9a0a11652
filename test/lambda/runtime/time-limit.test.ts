import { afterEach, expect, jest, test } from '@jest/globals';
import { secondsBeforeEnd, withinTimeLimit } from '../../../lambda/runtime/time-limit.ts';

afterEach(() => void jest.useRealTimers());

test('each invocation has the time that Lambda has left for it', async () => {
  jest.useFakeTimers({ now: 1_000_000, doNotFake: ['nextTick', 'queueMicrotask'] });
  const handler = withinTimeLimit(async (input) => ({ input, msLeft: secondsBeforeEnd(15) - Date.now() }));
  const { input, msLeft } = await handler('event', { getRemainingTimeInMillis: () => 60_000 });
  expect(input).toBe('event');
  expect(msLeft).toBe(45_000);
  const next = await handler('event', { getRemainingTimeInMillis: () => 900_000 });
  expect(next.msLeft).toBe(885_000);
});
