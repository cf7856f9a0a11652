import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { SecretNotFilled, storedSecret } from '../../../../../lambda/adapters/aws/secrets-manager/stored-secret.ts';

/** Secrets Manager with one secret that people replace, and a clock that the test turns. */
function scene(first: string) {
  const state = { value: first, reads: 0, failure: undefined as string | undefined, minute: 0 };
  const send = async (command: unknown) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error('only reading is allowed');
    state.reads += 1;
    if (state.failure !== undefined) throw Object.assign(new Error('details of AWS'), { name: state.failure });
    return { SecretString: state.value };
  };
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, state.minute));
  return { state, secret: storedSecret({ send }, 'm365-rotation/psa', now) };
}

test('is read once in five minutes, by however many who ask at the same time', async () => {
  const { state, secret } = scene('one');
  expect(await Promise.all([secret.text(), secret.text()])).toEqual(['one', 'one']);
  state.value = 'two';
  state.minute = 4;
  expect(await secret.text()).toBe('one');
  expect(state.reads).toBe(1);
  state.minute = 5;
  expect(await secret.text()).toBe('two');
  expect(state.reads).toBe(2);
});

test('is read again at once when what was read was of no use, once for all who were refused', async () => {
  const { state, secret } = scene('one');
  await secret.text();
  expect(await secret.isReplaced('one')).toBe(false);
  state.value = 'two';
  expect(await secret.isReplaced('one')).toBe(true);
  expect(await secret.isReplaced('one')).toBe(true);
  expect(await secret.text()).toBe('two');
  expect(state.reads).toBe(3);
});

test('a failure is not kept', async () => {
  const { state, secret } = scene('one');
  state.failure = 'ThrottlingException';
  await expect(secret.text()).rejects.toThrow('details of AWS');
  state.failure = undefined;
  expect(await secret.text()).toBe('one');
});

test('that nobody has filled is an error that names it', async () => {
  const { state, secret } = scene('one');
  state.failure = 'ResourceNotFoundException';
  await expect(secret.text()).rejects.toThrow(new SecretNotFilled('the secret m365-rotation/psa has no value yet'));
});
