import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { AwsError, type Call } from '../service.ts';
import { StreamSource } from '../stream-source.ts';
import type { StreamSourceDeclaration } from '../template/declarations.ts';

const declared: StreamSourceDeclaration = {
  logicalId: 'Source',
  streamArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/audit/stream/2026',
  functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:publish',
  batchSize: 10,
  windowSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  bisect: false,
  reportBatchItemFailures: false,
};

let folder: string;
let clock: VirtualClock;
let source: StreamSource | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stream-source-'));
  clock = virtualClock();
});
afterEach(() => {
  source?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = 'taken' | 'fails' | 'throttled' | { readonly from: string };
const numbered = (n: number) => String(n).padStart(21, '0');

/** A stream with so many records, and a function that answers each batch as it is told. */
function start(count: number, more: Partial<StreamSourceDeclaration>, answer: (batch: readonly number[]) => Answer) {
  const batches: number[][] = [];
  const told: unknown[] = [];
  const calls: string[] = [];
  let records = count;
  const at = clock.now().getTime() / 1000;
  const dispatch = async ({ service, action, input, principal }: Call) => {
    calls.push(`${service}:${action} ${principal.kind}`);
    switch (action) {
      case 'DescribeStream':
        return { StreamDescription: { Shards: [{ ShardId: 'shard' }] } };
      case 'GetShardIterator':
        return {
          ShardIterator:
            { TRIM_HORIZON: '0', LATEST: String(records) }[String(input.ShardIteratorType)] ??
            String(Number(input.SequenceNumber)),
        };
      case 'GetRecords': {
        const after = Number(input.ShardIterator);
        const numbers = Array.from({ length: Math.min(records - after, Number(input.Limit)) }, (_, n) => after + n + 1);
        const Records = numbers.map((n) => ({
          dynamodb: { SequenceNumber: numbered(n), ApproximateCreationDateTime: at },
        }));
        return { Records, NextShardIterator: String(after + numbers.length) };
      }
      case 'SendMessage':
        told.push(JSON.parse(String(input.MessageBody)));
        return {};
      case 'Invoke': {
        const { Records } = JSON.parse(Buffer.from(String(input.Payload), 'base64').toString());
        const batch = Records.map(({ dynamodb }: { dynamodb: { SequenceNumber: string } }) =>
          Number(dynamodb.SequenceNumber),
        );
        batches.push(batch);
        const outcome = answer(batch);
        if (outcome === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
        const failures = typeof outcome === 'object' ? [{ itemIdentifier: numbered(Number(outcome.from)) }] : [];
        const Payload = Buffer.from(JSON.stringify({ batchItemFailures: failures })).toString('base64');
        return outcome === 'fails' ? { FunctionError: 'Unhandled', Payload } : { Payload };
      }
      default:
        return {};
    }
  };
  const open = () => {
    source = new StreamSource(
      { ...declared, ...more },
      {
        clock,
        region: 'eu-central-1',
        dispatch,
        roleArn: 'arn:aws:iam::111122223333:role/publish',
        positionFile: join(folder, 'position.json'),
        queueUrlOf: (arn) => `http://127.0.0.1/${arn}`,
        onFailure: () => undefined,
      },
    );
    source.start();
  };
  open();
  return { batches, told, calls, open, add: (n: number) => (records += n) };
}

test('a batch that is not full waits for its window, since its first record was seen', async () => {
  const { batches, add } = start(0, { windowSeconds: 20 }, () => 'taken');
  await clock.pass(30_000);
  add(1);
  await clock.pass(15_000);
  add(2);
  expect(batches).toEqual([]);
  await clock.pass(10_000);
  expect(batches).toEqual([[1, 2, 3]]);
});

test('a batch that is full waits for nothing', async () => {
  const { batches } = start(12, { windowSeconds: 20 }, () => 'taken');
  await clock.pass(1_000);
  expect(batches).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
});

test('what waited for its window when everything ended comes again', async () => {
  const { batches, open } = start(2, { windowSeconds: 20 }, () => 'taken');
  await clock.pass(5_000);
  source?.close();
  await clock.pass(30_000);
  expect(batches).toEqual([]);
  open();
  await clock.pass(30_000);
  expect(batches).toEqual([[1, 2]]);
});

test('records come in order, in batches, with the rights of the function', async () => {
  const { batches, calls, add } = start(12, {}, () => 'taken');
  await clock.pass(10_000);
  expect(batches).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [11, 12],
  ]);
  add(1);
  await clock.pass(10_000);
  expect(batches.at(-1)).toEqual([13]);
  expect(new Set(calls)).toEqual(
    new Set([
      'dynamodb:ListStreams role',
      'dynamodb:DescribeStream role',
      'dynamodb:GetShardIterator role',
      'dynamodb:GetRecords role',
      'lambda:Invoke service',
    ]),
  );
});

test('after a stop it goes on after what the function was done with; with LATEST, it begins with what comes', async () => {
  const first = start(3, {}, () => 'taken');
  await clock.pass(5_000);
  source?.close();
  first.add(2);
  first.open();
  await clock.pass(5_000);
  expect(first.batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  source?.close();
  rmSync(join(folder, 'position.json'));
  const latest = start(3, { startingPosition: 'LATEST' }, () => 'taken');
  await clock.pass(1_000);
  latest.add(1);
  await clock.pass(5_000);
  expect(latest.batches).toEqual([[4]]);
});

describe('a batch that fails', () => {
  test('comes again, and what comes after it waits', async () => {
    let fails = 3;
    const { batches } = start(12, {}, () => (fails-- > 0 ? 'fails' : 'taken'));
    await clock.pass(60_000);
    expect(batches.map((each) => each[0])).toEqual([1, 1, 1, 1, 11]);
  });

  test('for want of concurrency comes again too', async () => {
    let fails = 1;
    const { batches } = start(2, {}, () => (fails-- > 0 ? 'throttled' : 'taken'));
    await clock.pass(60_000);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('from a record on comes again from there, so that the order holds', async () => {
    let once = true;
    const { batches } = start(5, { reportBatchItemFailures: true }, () => {
      const outcome: Answer = once ? { from: '3' } : 'taken';
      once = false;
      return outcome;
    });
    await clock.pass(60_000);
    expect(batches).toEqual([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
    ]);
  });

  test('is halved until the record that fails is alone, and that one is given up after its tries, to a queue', async () => {
    const more = { bisect: true, maximumRetryAttempts: 2, onFailureArn: 'arn:aws:sqs:eu-central-1:111122223333:dead' };
    const { batches, told } = start(8, more, (batch) => (batch.includes(6) ? 'fails' : 'taken'));
    await clock.pass(600_000);
    expect(batches.filter((each) => each.length === 1 && each[0] === 6)).toHaveLength(3);
    const taken = batches.filter((each) => !each.includes(6)).flat();
    expect(taken).toEqual([1, 2, 3, 4, 5, 7, 8]);
    expect(told).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetryAttemptsExhausted' }),
        DDBStreamBatchInfo: {
          streamArn: declared.streamArn,
          startSequenceNumber: numbered(6),
          endSequenceNumber: numbered(6),
          batchSize: 1,
        },
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain('NewImage');
  });

  test('is given up when its records are too old, and what comes after it goes on', async () => {
    const more = { maximumRecordAgeSeconds: 3_600, onFailureArn: 'arn:aws:sqs:eu-central-1:111122223333:dead' };
    const { batches, told, add } = start(1, more, (batch) => (batch.includes(1) ? 'fails' : 'taken'));
    add(1);
    await clock.pass(2 * 3_600_000);
    expect(told).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
    add(1);
    await clock.pass(600_000);
    expect(batches.at(-1)).toEqual([3]);
  });
});
