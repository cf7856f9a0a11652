import { ExecutionAlreadyExists, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, jest, test } from '@jest/globals';
import { settling } from '../../../../lambda/adapters/aws/settling.ts';

const client = new SFNClient({ region: 'eu-central-1' });
const send = jest.spyOn(client, 'send');
afterEach(() => {
  send.mockReset();
});
const ids = { cycleId: 'c', tenantId: 't', accountId: 'a', rotationId: 'r' };

test.each([
  [ids, 'r-r0', { ...ids, run: 0 }],
  [{ ...ids, run: 2 }, 'r-r2', { ...ids, run: 2 }],
])('starts one workflow for each run of a rotation', async (rotation, name, input) => {
  send.mockImplementation(async () => undefined);
  await settling(client, 'arn').start(rotation);
  expect(send.mock.calls[0]?.[0].input).toEqual({ stateMachineArn: 'arn', name, input: JSON.stringify(input) });
});

test('one that runs or ran already is as good as started; any other trouble is told', async () => {
  send.mockImplementation(async () => {
    throw new ExecutionAlreadyExists({ message: '', $metadata: {} });
  });
  await settling(client, 'arn').start(ids);
  send.mockImplementation(async () => {
    throw new Error('down');
  });
  await expect(settling(client, 'arn').start(ids)).rejects.toThrow('down');
});
