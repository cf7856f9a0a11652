import { expect, test } from '@jest/globals';
import { vaultDeadline } from '../../../../lambda/adapters/vault/vault-deadline.ts';

test('one call has 15 seconds, and what is left of 75 where that is less', () => {
  let time = 1_000;
  const limit = vaultDeadline('Hudu', () => new Date(time));
  const limits = [0, 60_000, 10_000, 4_999].map((ms) => {
    time += ms;
    return limit();
  });
  expect(limits).toEqual([15_000, 15_000, 5_000, 1]);
  time += 1;
  expect(limit).toThrow(new Error('Hudu did not answer in time'));
});
