import { expect, test } from '@jest/globals';
import { asError } from '../../../lambda/domain/as-error.ts';

test('an error stays what it is; anything else becomes one that says what failed', () => {
  const error = new TypeError('x');
  expect(asError(error, 'The sign-in failed')).toBe(error);
  expect(asError('x', 'The sign-in failed')).toEqual(new Error('The sign-in failed'));
  expect(asError(undefined, 'The sign-in failed')).toEqual(new Error('The sign-in failed'));
});
