import { afterEach, expect, jest, test } from '@jest/globals';
import { silenceConsole } from '../../../../lambda/adapters/vault/silence-console.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('what is printed until the end is dropped and counted, and nothing after it', () => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const print = (text: string) => {
    const { error } = console;
    error(text);
  };
  const silence = silenceConsole();
  expect(silence.broken()).toBe(false);
  print('a password');
  expect([silence.broken(), printed.mock.calls]).toEqual([true, []]);
  silence.end();
  print('something else');
  expect(printed.mock.calls).toEqual([['something else']]);
});
