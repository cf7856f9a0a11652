import { ExecutionAlreadyExists, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { cycleStarts, reopeningStarts } from '../../../../lambda/adapters/aws/starts.ts';

const client = new SFNClient({ region: 'eu-central-1' });
const send = jest.spyOn(client, 'send');
afterEach(() => {
  send.mockReset();
});

const cycle = {
  schedule: 'admin-monthly',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  onDemand: { only: { tenantIds: ['t'], accountIds: ['a'] }, requestedBy: { technician: 'ada' }, reason: 'left' },
} as const;
const reopening = {
  cycleId: 'c',
  tenantId: 't',
  accountId: 'a',
  rotationId: 'r',
  reopen: { n: 1, mode: 'retry', requestedBy: { technician: 'ada' }, reason: 'again' },
} as const;

describe.each([
  ['a cycle', () => cycleStarts(client, 'arn').start('name', cycle), cycle],
  ['a reopening', () => reopeningStarts(client, 'arn').start('name', reopening), reopening],
])('%s', (_, start, input) => {
  test('is started by its name', async () => {
    send.mockImplementation(async () => undefined);
    expect(await start()).toBe('started');
    expect(send.mock.calls[0]?.[0].input).toEqual({
      stateMachineArn: 'arn',
      name: 'name',
      input: JSON.stringify(input),
    });
  });

  test('that runs or ran is not started again', async () => {
    send.mockImplementation(async () => {
      throw new ExecutionAlreadyExists({ message: '', $metadata: {} });
    });
    expect(await start()).toBe('exists');
  });

  test('any other trouble is told', async () => {
    send.mockImplementation(async () => {
      throw new Error('down');
    });
    await expect(start()).rejects.toThrow('down');
  });
});
