import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { JsonObject, Service } from '../service.ts';
import { startSqs } from '../sqs.ts';
import type { QueueDeclaration } from '../template/declarations.ts';
import { callerOf, contextFor, needsOf } from './service-context.ts';

const declared = (name: string, more: Partial<QueueDeclaration> = {}): QueueDeclaration => ({
  logicalId: name,
  name,
  url: `http://127.0.0.1:8701/111122223333/${name}`,
  arn: `arn:aws:sqs:eu-central-1:111122223333:${name}`,
  visibilityTimeoutSeconds: 10,
  retentionSeconds: 345_600,
  ...more,
});
const dead = declared('dead');
const queue = declared('queue', { redrive: { arn: dead.arn, maxReceiveCount: 2 } });

let context: ReturnType<typeof contextFor>;
let service: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;

const start = async () => {
  service = await startSqs(context, [queue, dead]);
  call = callerOf(service);
};

beforeEach(async () => {
  context = contextFor();
  await start();
});
afterEach(async () => {
  await service.close();
  context.remove();
});

const messages = z.object({
  Messages: z.array(z.object({ Body: z.string(), MessageId: z.string(), ReceiptHandle: z.string() })).default([]),
});
const send = (MessageBody: string, more: JsonObject = {}) =>
  call('SendMessage', { QueueUrl: queue.url, MessageBody, ...more });
const receive = async (more: JsonObject = {}, from = queue) =>
  messages.parse(
    await context.clock.until(call('ReceiveMessage', { QueueUrl: from.url, MaxNumberOfMessages: 10, ...more })),
  ).Messages;
const bodies = async (more: JsonObject = {}, from = queue) => (await receive(more, from)).map(({ Body }) => Body);
const clockSeconds = (seconds: number) => context.clock.pass(seconds * 1000);

describe('a message', () => {
  test.each(['\u0000', '\u001b', '\ufffe', '\uffff', '\ud83d'])(
    'with a character that XML has no form for is refused: %j',
    async (text) => {
      await expect(send(`a${text}`)).rejects.toMatchObject({ code: 'InvalidMessageContents' });
      await send('\t\n\r\ufffd😀');
      expect(await bodies()).toEqual(['\t\n\r\ufffd😀']);
    },
  );

  test('is given to one receiver, comes back after its visibility timeout, and is gone once deleted', async () => {
    await send('1');
    expect(await bodies()).toEqual(['1']);
    expect(await bodies()).toEqual([]);
    const [again] = await receive({ WaitTimeSeconds: 20 });
    expect(again?.Body).toBe('1');
    await call('DeleteMessage', { QueueUrl: queue.url, ReceiptHandle: again?.ReceiptHandle });
    await clockSeconds(12);
    expect(await bodies()).toEqual([]);
  });

  test('goes to the dead letters when it was received too often', async () => {
    await send('poison');
    for (const _ of [1, 2]) expect(await bodies({ WaitTimeSeconds: 20 })).toEqual(['poison']);
    await clockSeconds(12);
    expect(await bodies()).toEqual([]);
    expect(await bodies({}, dead)).toEqual(['poison']);
  });

  test('is not deleted by the receipt of an earlier receive', async () => {
    await send('1');
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 1, WaitTimeSeconds: 1 });
    expect(second?.MessageId).toBe(first?.MessageId);
    await call('DeleteMessage', { QueueUrl: queue.url, ReceiptHandle: first?.ReceiptHandle });
    expect(await call('GetQueueAttributes', { QueueUrl: queue.url, AttributeNames: ['All'] })).toMatchObject({
      Attributes: { ApproximateNumberOfMessagesNotVisible: '1' },
    });
    await expect(call('DeleteMessage', { QueueUrl: queue.url, ReceiptHandle: 'x' })).rejects.toMatchObject({
      code: 'ReceiptHandleIsInvalid',
    });
  });

  test('that is too old is gone', async () => {
    await send('old');
    await clockSeconds(345_601);
    expect(await bodies()).toEqual([]);
  });
});

test('messages come in order, ten at most, with the sum of their bodies; nothing is lost by a restart', async () => {
  const sent = Array.from({ length: 10 }, (_, at) => `message ${at}`);
  for (const each of sent) await send(each);
  const { MD5OfMessageBody } = await send('last');
  expect(MD5OfMessageBody).toBe(createHash('md5').update('last').digest('hex'));
  const [taken] = await receive({ MaxNumberOfMessages: 1 });
  await service.close();
  await start();
  const answer = await call('ReceiveMessage', {
    QueueUrl: queue.url,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  expect(answer.Messages).toMatchObject(
    sent.map((Body, at) => ({
      Body,
      Attributes: { ApproximateReceiveCount: at === 0 ? '2' : '1' },
    })),
  );
  expect(messages.parse(answer).Messages[0]?.MessageId).toBe(taken?.MessageId);
  expect(await bodies()).toEqual(['last']);
});

test('who waits gets a message as soon as it is sent; several who wait share what comes', async () => {
  const long = { WaitTimeSeconds: 20, VisibilityTimeout: 100 };
  const waiting = [bodies(long), bodies(long)];
  await send('1');
  await expect(Promise.race(waiting)).resolves.toEqual(['1']);
  expect((await Promise.all(waiting)).flat()).toEqual(['1']);
});

test('closing ends a wait', async () => {
  const slow = contextFor();
  const other = await startSqs(slow, [queue, dead]);
  const wait = callerOf(other)('ReceiveMessage', { QueueUrl: queue.url, WaitTimeSeconds: 20 });
  await other.close();
  expect(await wait).toEqual({});
  slow.remove();
});

test('batches are checked, queues too, and each call needs its permission', async () => {
  const two = [
    { Id: '1', ReceiptHandle: 'x' },
    { Id: '1', ReceiptHandle: 'y' },
  ];
  const remove = (Entries: JsonObject[]) => call('DeleteMessageBatch', { QueueUrl: queue.url, Entries });
  await expect(remove(two)).rejects.toMatchObject({ code: 'BatchEntryIdsNotDistinct' });
  await expect(remove([])).rejects.toMatchObject({ code: 'EmptyBatchRequest' });
  expect(await remove([{ Id: '1', ReceiptHandle: 'x' }])).toMatchObject({ Successful: [], Failed: [{ Id: '1' }] });
  await expect(send('x', { QueueUrl: 'http://h/1/other' })).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  await expect(send('x', { MessageAttributes: {} })).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(send('x', { DelaySeconds: 5 })).rejects.toMatchObject({ code: 'ValidationException' });
  expect(needsOf(service, 'DeleteMessageBatch', { QueueUrl: queue.url })).toEqual([`sqs:DeleteMessage ${queue.arn}`]);
  expect(needsOf(service, 'ReceiveMessage', { QueueUrl: dead.url })).toEqual([`sqs:ReceiveMessage ${dead.arn}`]);
});
