import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import * as z from 'zod';
import { startDynamoDb } from '../../dynamodb.ts';
import type { JsonObject, Service } from '../../service.ts';
import type { TableDeclaration } from '../../template/declarations.ts';
import { callerOf, contextFor } from '../service-context.ts';
import { state } from '../tables.ts';

const STREAM = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Rotation-State/stream/2026-01-01T00:00:00.000';
const streamed: TableDeclaration = { ...state, stream: { arn: STREAM, view: 'NEW_AND_OLD_IMAGES' } };

const folder = mkdtempSync(join(tmpdir(), 'streams-'));
let service: Service;
let call: ReturnType<typeof callerOf>;
const clock = virtualClock();
let n = 0;
const start = async (table = streamed, where = `run${n}`) => {
  const context = contextFor({ folder: join(folder, where), clock });
  service = await startDynamoDb(context, [table]);
  call = callerOf(service);
};
beforeEach(async () => {
  n += 1;
  await start();
});
afterEach(async () => service.close());
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const records = z.object({
  NextShardIterator: z.string(),
  Records: z.array(
    z.looseObject({
      eventName: z.string(),
      dynamodb: z.looseObject({
        SequenceNumber: z.string(),
        Keys: z.unknown(),
        NewImage: z.unknown().optional(),
        OldImage: z.unknown().optional(),
      }),
    }),
  ),
});
async function read(from: JsonObject = { ShardIteratorType: 'TRIM_HORIZON' }, Limit = 1000) {
  const { ShardIterator } = await call('GetShardIterator', {
    StreamArn: STREAM,
    ShardId: 'shardId-00000000000000000000-00000000',
    ...from,
  });
  return records.parse(await call('GetRecords', { ShardIterator, Limit }));
}
const Item = (sk: string, v = '1') => ({ pk: { S: 'p' }, sk: { S: sk }, v: { S: v } });
const put = (sk: string, v?: string) => call('PutItem', { TableName: state.name, Item: Item(sk, v) });
const Key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

test('each change is told once, in order, with what was before and after', async () => {
  await put('a');
  await put('a', '2');
  await call('UpdateItem', {
    TableName: state.name,
    Key: Key('a'),
    UpdateExpression: 'SET v = :v',
    ExpressionAttributeValues: { ':v': { S: '3' } },
  });
  await call('DeleteItem', { TableName: state.name, Key: Key('a') });
  const { Records } = await read();
  expect(Records.map(({ eventName, dynamodb: { OldImage, NewImage } }) => [eventName, OldImage, NewImage])).toEqual([
    ['INSERT', undefined, Item('a')],
    ['MODIFY', Item('a'), Item('a', '2')],
    ['MODIFY', Item('a', '2'), Item('a', '3')],
    ['REMOVE', Item('a', '3'), undefined],
  ]);
  expect(Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual(Array.from({ length: 4 }, () => Key('a')));
  const numbers = Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(numbers).toEqual(numbers.toSorted());
});

test('what changes nothing, and what is refused, leaves no record', async () => {
  await put('a');
  await put('a');
  await expect(
    call('PutItem', { TableName: state.name, Item: Item('a', '9'), ConditionExpression: 'attribute_not_exists(pk)' }),
  ).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
  await call('DeleteItem', { TableName: state.name, Key: Key('nothing') });
  const cancelled = call('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: state.name, Item: Item('b') } },
      { Put: { TableName: state.name, Item: Item('a', '9'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ],
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'TransactionCanceledException' });
  expect((await read()).Records).toHaveLength(1);
});

test('a transaction leaves a record for each row', async () => {
  await call('TransactWriteItems', {
    TransactItems: ['a', 'b', 'c'].map((each) => ({ Put: { TableName: state.name, Item: Item(each) } })),
  });
  expect((await read()).Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual(['a', 'b', 'c'].map(Key));
});

test('it is read in pages, from the beginning, from after a record, and from now on', async () => {
  for (const each of ['a', 'b', 'c', 'd']) await put(each);
  const first = await read(undefined, 3);
  expect(first.Records).toHaveLength(3);
  const next = records.parse(await call('GetRecords', { ShardIterator: first.NextShardIterator, Limit: 3 }));
  expect(next.Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([Key('d')]);
  const SequenceNumber = first.Records[1]?.dynamodb.SequenceNumber;
  const after = await read({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
  expect(after.Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([Key('c'), Key('d')]);
  expect((await read({ ShardIteratorType: 'LATEST' })).Records).toEqual([]);
  const end = records.parse(await call('GetRecords', { ShardIterator: next.NextShardIterator }));
  await put('e');
  expect(records.parse(await call('GetRecords', { ShardIterator: end.NextShardIterator })).Records).toHaveLength(1);
});

test('it goes on after a stop, forgets what is older than a day, and never counts anew', async () => {
  await put('a');
  const [old] = (await read()).Records;
  await service.close();
  await start();
  expect((await read()).Records).toHaveLength(1);
  await service.close();
  await clock.pass(2 * 86_400_000);
  await start();
  expect((await read()).Records).toEqual([]);
  await put('b');
  const [fresh] = (await read()).Records;
  expect(Number(fresh?.dynamodb.SequenceNumber)).toBe(Number(old?.dynamodb.SequenceNumber) + 1);
});

test('a table without a stream has none', async () => {
  await service.close();
  await start(state, `plain${n}`);
  await put('a');
  expect(await call('ListStreams', {})).toEqual({ Streams: [] });
  await expect(call('DescribeStream', { StreamArn: STREAM })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});
