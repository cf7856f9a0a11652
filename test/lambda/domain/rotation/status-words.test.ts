import { expect, test } from '@jest/globals';
import { rotationStateSchema } from '../../../../lambda/domain/rotation/rotation.ts';
import { statusWords } from '../../../../lambda/domain/rotation/status-words.ts';

test('each status has words of its own, none of them a code', () => {
  const statuses = rotationStateSchema.options.map(({ shape }) => shape.status.value);
  const words = statuses.map(statusWords);
  expect(words).toHaveLength(13);
  expect(new Set(words).size).toBe(13);
  for (const each of words) expect(each).toMatch(/^[a-z][a-z ,:]+$/);
  expect(statusWords('maybe-applied')).toBe('being reset');
});
