import { expect, test } from '@jest/globals';
import { secondsBeforeEnd, withinTimeLimit } from '../../../lambda/runtime/time-limit.ts';

test('each invocation has the time that Lambda has left for it', async () => {
  const handler = withinTimeLimit(async (input) => ({ input, msLeft: secondsBeforeEnd(15) - Date.now() }));
  const { input, msLeft } = await handler('event', { getRemainingTimeInMillis: () => 60_000 });
  expect(input).toBe('event');
  expect(Math.round(msLeft / 10_000)).toBe(5);
  const next = await handler('event', { getRemainingTimeInMillis: () => 900_000 });
  expect(Math.round(next.msLeft / 10_000)).toBe(89);
});
