import { afterEach, describe, expect, test } from '@jest/globals';
import { type Clock, type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { EventSource } from '../event-source.ts';
import { AwsError, type Call } from '../service.ts';
import type { EventSourceDeclaration } from '../template/declarations.ts';

const declared: EventSourceDeclaration = {
  logicalId: 'Source',
  queueArn: 'arn:aws:sqs:eu-central-1:111122223333:messages',
  functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:notify',
  batchSize: 100,
  windowSeconds: 20,
  maxConcurrency: 2,
  reportBatchItemFailures: true,
};

type Answer = { failures?: string[]; error?: string; payload?: unknown };

let clock: VirtualClock;
let source: EventSource | undefined;
afterEach(() => source?.close());

/** A queue of messages by id, and a function that answers as it is told. */
function start(
  more: Partial<EventSourceDeclaration> = {},
  answer: (ids: string[]) => Answer | Promise<Answer> = () => ({}),
  speed = 1,
) {
  clock = virtualClock();
  const calls: Call[] = [];
  const queue: string[] = [];
  const batches: string[][] = [];
  const deleted: string[] = [];
  const failures: unknown[] = [];
  source = new EventSource(
    { ...declared, ...more },
    {
      clock: fast(clock, speed),
      region: 'eu-central-1',
      queueUrl: 'http://127.0.0.1:1/q',
      roleArn: 'arn:aws:iam::111122223333:role/notify',
      onFailure: (error) => failures.push(error),
      async dispatch(call) {
        calls.push(call);
        const { action, input } = call;
        if (action === 'ReceiveMessage') {
          for (let left = Number(input.WaitTimeSeconds); left > 0 && queue.length === 0; left -= 1)
            await clock.sleep(1_000);
          const taken = queue.splice(0, Number(input.MaxNumberOfMessages));
          return { Messages: taken.map((id) => ({ MessageId: id, ReceiptHandle: `r${id}`, Body: `{"id":"${id}"}` })) };
        }
        if (action === 'DeleteMessageBatch' && Array.isArray(input.Entries)) {
          deleted.push(...input.Entries.map(({ Id }) => String(Id)));
          return {};
        }
        if (action !== 'Invoke') return {};
        const { Records } = JSON.parse(Buffer.from(String(input.Payload), 'base64').toString());
        const ids: string[] = Records.map(({ messageId }: { messageId: string }) => messageId);
        batches.push(ids);
        const { error, failures: failed = [], payload } = await answer(ids);
        const told = payload ?? { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
        return {
          Payload: Buffer.from(JSON.stringify(told)).toString('base64'),
          ...(error === undefined ? {} : { FunctionError: error }),
        };
      },
    },
  );
  source.start();
  return { calls, queue, batches, deleted, failures };
}

/** A virtual clock that says that it is so much faster than real time. */
const fast = (virtual: VirtualClock, speed: number): Clock => ({
  speed,
  now: () => virtual.now(),
  elapsed: () => virtual.elapsed(),
  after: (ms, callback) => virtual.after(ms, callback),
  sleep: (ms, signal) => virtual.sleep(ms, signal),
  during: (work) => virtual.during(work),
});

const passed = (seconds: number) => clock.pass(seconds * 1000);

test('messages of one window make one batch, and are deleted when the function is done', async () => {
  const { calls, queue, batches, deleted } = start();
  queue.push('1', '2');
  await passed(6);
  queue.push('3');
  await passed(40);
  expect(batches).toEqual([['1', '2', '3']]);
  expect(deleted).toEqual(['1', '2', '3']);
  const [record] = JSON.parse(
    Buffer.from(String(calls.find(({ action }) => action === 'Invoke')?.input.Payload), 'base64').toString(),
  ).Records;
  expect(record).toMatchObject({
    messageId: '1',
    body: '{"id":"1"}',
    eventSource: 'aws:sqs',
    eventSourceARN: declared.queueArn,
    awsRegion: 'eu-central-1',
  });
});

test('receives and deletes with the function’s permissions', async () => {
  const { calls, queue } = start({ windowSeconds: 0 });
  queue.push('1');
  await passed(10);
  const byRole = calls.filter(({ principal }) => principal.kind === 'role').map(({ action }) => action);
  expect(new Set(byRole)).toEqual(new Set(['GetQueueAttributes', 'ReceiveMessage', 'DeleteMessageBatch']));
});

test('a full batch goes off at once; more than ten messages take several receives', async () => {
  const { queue, batches } = start({ batchSize: 12, windowSeconds: 300 });
  queue.push(...Array.from({ length: 13 }, (_, i) => String(i)));
  await passed(15);
  expect(batches.map(({ length }) => length)).toEqual([12]);
});

test('what the function reports as failed is not deleted', async () => {
  const { queue, deleted } = start({ windowSeconds: 1 }, () => ({ failures: ['2'] }));
  queue.push('1', '2', '3');
  await passed(15);
  expect(deleted).toEqual(['1', '3']);
});

test.each<[string, Answer]>([
  ['a function that fails', { error: 'Unhandled' }],
  ['a report that names a message it was not given', { failures: ['2', '99'] }],
  ['a report that is none', { payload: { batchItemFailures: 'all' } }],
])('%s deletes nothing', async (_, answer) => {
  const { queue, deleted, batches } = start({ windowSeconds: 1 }, () => answer);
  queue.push('1', '2');
  await passed(15);
  expect(batches).toHaveLength(1);
  expect(deleted).toEqual([]);
});

test('a throttled function gets its batch again, after ever longer waits', async () => {
  const asked: number[] = [];
  const { queue, deleted } = start({ windowSeconds: 0 }, () => {
    asked.push(clock.elapsed());
    if (asked.length <= 3) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return {};
  });
  queue.push('1');
  await passed(20);
  expect(asked.slice(1).map((at, i) => at - (asked[i] ?? 0))).toEqual([1_000, 2_000, 4_000]);
  expect(deleted).toEqual(['1']);
});

test('one that stays throttled gets it no longer than the queue hides it', async () => {
  const { queue, batches, deleted } = start({ windowSeconds: 0 }, () => {
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  });
  queue.push('1');
  await passed(300);
  expect(batches).toHaveLength(5); // after 0, 1, 3, 7 and 15 s of 30
  expect(deleted).toEqual([]);
});

test('no more batches at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const { queue, batches } = start({ batchSize: 1, windowSeconds: 0 }, async () => {
    running += 1;
    most = Math.max(most, running);
    await clock.sleep(3_000);
    running -= 1;
    return {};
  });
  queue.push('1', '2', '3', '4', '5');
  await passed(30);
  expect(batches).toHaveLength(5);
  expect(most).toBe(2);
});

test('a closed source takes nothing more', async () => {
  const { queue, batches } = start({ windowSeconds: 0 });
  source?.close();
  await passed(25);
  queue.push('1');
  await passed(10);
  expect(batches).toEqual([]);
});

describe('on a fast clock', () => {
  /** Messages that functions write one after another, each some real ms after the last one. */
  async function written(speed: number) {
    const started = start({}, undefined, speed);
    for (let n = 0; n < 8; n++) {
      started.queue.push(String(n));
      await clock.pass(100 * speed);
    }
    await clock.pass(5_000 * speed);
    return started;
  }

  test.each([20, 60, 3_600, 100_000])(
    '%i times faster: what functions write within a second is one batch',
    async (speed) => {
      const { batches, calls } = await written(speed);
      expect(batches).toEqual([['0', '1', '2', '3', '4', '5', '6', '7']]);
      const until = calls.findIndex(({ action }) => action === 'Invoke');
      expect(until).toBeLessThan(100);
    },
  );

  test('in real time the window is the declared one', async () => {
    const { batches, queue } = start();
    queue.push('1');
    await passed(19);
    expect(batches).toEqual([]);
    await passed(2);
    expect(batches).toEqual([['1']]);
  });

  test('a message stays hidden while a function works on it', async () => {
    const { calls } = await written(3_600);
    const [first] = calls.filter(({ action }) => action === 'ReceiveMessage');
    // A window of one real second, and three for the function.
    expect(first?.input.VisibilityTimeout).toBe(4 * 3_600);
  });

  test('no longer than SQS hides one', async () => {
    // A window of one real second and three for the function would be 80,000 s.
    const { calls } = await written(20_000);
    expect(calls.find(({ action }) => action === 'ReceiveMessage')?.input.VisibilityTimeout).toBe(43_200);
  });
});
