import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startEvents } from '../events.ts';
import { callerOf, callOf, contextFor } from './service-context.ts';

const context = contextFor();
afterAll(() => context.remove());
const service = startEvents(context);
const call = callerOf(service);
const entry = (Detail: string, more = {}) => ({ Source: 'rotation', DetailType: 'reset.proven', Detail, ...more });

test('events are kept by bus, as rules would get them; one that is none fails by itself', async () => {
  const answer = await call('PutEvents', {
    Entries: [
      entry('{"a":1}'),
      entry('[1]'),
      entry('no json'),
      entry('{}', { Source: 'aws.ec2' }),
      entry('{}', { EventBusName: 'arn:aws:events:eu-central-1:111122223333:event-bus/audit' }),
      { Source: 'rotation', Detail: '{}' },
    ],
  });
  expect(answer).toMatchObject({
    FailedEntryCount: 4,
    Entries: [
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'NotAuthorizedForSource' },
      { EventId: expect.any(String) },
      { ErrorCode: 'InvalidArgument' },
    ],
  });
  const lines = (bus: string) =>
    readFileSync(join(context.folder, `${bus}.jsonl`), 'utf8')
      .trim()
      .split('\n');
  expect(lines('default').map((each) => JSON.parse(each))).toMatchObject([
    { source: 'rotation', 'detail-type': 'reset.proven', detail: { a: 1 }, region: 'eu-central-1' },
  ]);
  expect(lines('audit')).toHaveLength(1);
});

test.each([
  ['more than ten', Array.from({ length: 11 }, () => entry('{}'))],
  ['none', []],
  ['more than 256 KB', [entry(`{"a":"${'x'.repeat(256 * 1024)}"}`)]],
])('%s are refused as a whole', async (_, Entries) => {
  await expect(call('PutEvents', { Entries })).rejects.toMatchObject({ code: 'ValidationException' });
});

test('each bus must be granted', () => {
  const input = { Entries: [entry('{}'), entry('{}', { EventBusName: 'audit' })] };
  expect(service.requirementsOf(callOf(service, 'PutEvents', input))).toEqual(
    ['default', 'audit'].map((bus) => ({
      action: 'events:PutEvents',
      resource: `arn:aws:events:eu-central-1:111122223333:event-bus/${bus}`,
    })),
  );
});
