import { InvalidToken, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { afterEach, expect, jest, test } from '@jest/globals';
import { taskTokens } from '../../../../lambda/adapters/aws/task-tokens.ts';
import { TokensThrottled } from '../../../../lambda/ports/rotation.ts';

const client = new SFNClient({ region: 'eu-central-1' });
const send = jest.spyOn(client, 'send');
afterEach(() => {
  send.mockReset();
});
const failing = (error: Error) =>
  send.mockImplementation(async () => {
    throw error;
  });
const complete = () => taskTokens(client).complete('token-1');

test('completes a token with an empty result', async () => {
  send.mockImplementation(async () => undefined);
  expect(await complete()).toBe('completed');
  expect(send.mock.calls[0]?.[0].input).toEqual({ taskToken: 'token-1', output: '{}' });
});

test.each([InvalidToken, TaskDoesNotExist, TaskTimedOut])('a token that nobody waits on is gone: %p', async (Gone) => {
  failing(new Gone({ message: '', $metadata: {} }));
  expect(await complete()).toBe('gone');
});

test('being too fast is told apart from any other trouble', async () => {
  failing(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
  await expect(complete()).rejects.toThrow(TokensThrottled);
  failing(new Error('down'));
  await expect(complete()).rejects.toThrow('down');
  await expect(complete()).rejects.not.toThrow(TokensThrottled);
});
