import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventBus } from '../../../../lambda/adapters/aws/event-bus.ts';
import type { CloudEvent } from '../../../../lambda/domain/audit/cloud-event.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';

const event = (n: number): CloudEvent => ({
  specversion: '1.0',
  id: `chain/${n}`,
  source: '/test',
  type: 'm365-password-rotation.reset.proven',
  subject: 'chain',
  time: '2026-12-07T07:00:00.000Z',
  datacontenttype: 'application/json',
  data: { sequence: n },
});
const many = (count: number) => Array.from({ length: count }, (_, n) => event(n));

let stub: Stub;
let reply: (entries: readonly { readonly Detail: string }[]) => Reply;
beforeEach(async () => {
  reply = (entries) => ({ json: { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: 'e' })) } });
  stub = await startStub(({ body }) => reply(JSON.parse(body).Entries));
});
afterEach(async () => stub.close());
const bus = () =>
  eventBus(
    new EventBridgeClient({
      region: 'eu-central-1',
      endpoint: stub.address,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret-key' },
    }),
    'audit',
  );

test('ten at a time, each with the whole CloudEvent', async () => {
  expect(await bus().send(many(23))).toBe(23);
  const sent = stub.seen.map(({ body }) => JSON.parse(body).Entries);
  expect(sent.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(sent[0][0]).toEqual({
    EventBusName: 'audit',
    Source: 'm365-password-rotation',
    DetailType: 'm365-password-rotation.reset.proven',
    Detail: JSON.stringify(event(0)),
    Time: 1796626800,
  });
  const [first] = stub.seen;
  expect(first?.headers['x-amz-target']).toBe('AWSEvents.PutEvents');
  expect(JSON.stringify(stub.seen)).not.toContain('very-secret-key');
});

test('the first entry that the bus does not take ends it there', async () => {
  reply = (entries) => ({
    json: {
      FailedEntryCount: 1,
      Entries: entries.map(({ Detail }) =>
        Detail.includes('chain/12"') ? { ErrorCode: 'InternalFailure' } : { EventId: 'e' },
      ),
    },
  });
  expect(await bus().send(many(23))).toBe(12);
  expect(stub.seen).toHaveLength(2);
});

test.each([400, 403, 500, 503])('an answer of %i is an error: the stream brings the records again', async (status) => {
  reply = () => ({ status, json: { __type: 'InternalException' } });
  await expect(bus().send(many(1))).rejects.toThrow();
});
