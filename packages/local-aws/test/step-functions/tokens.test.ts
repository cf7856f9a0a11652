import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError, type JsonObject } from '../../service.ts';
import { newToken } from '../../step-functions/tokens.ts';
import { arnOf, type RunningMachines } from '../../step-functions/with-stubs.ts';
import { newFolder, startCloud } from './cloud.ts';
import { awaitToken, tokenIn } from './sample-states.ts';

let cloud: RunningMachines;
let started: RunningMachines | undefined;
let tokens: string[];
/** What the call that hands the token over does. */
let handOver: () => JsonObject | Promise<JsonObject>;
beforeEach(() => {
  tokens = [];
  handOver = () => ({});
});
afterEach(() => started?.close());

async function start(state: JsonObject = {}, folder = newFolder()) {
  cloud = await startCloud(
    { M: { StartAt: 'A', States: { A: awaitToken({ End: true, ...state }), Caught: { Type: 'Succeed' } } } },
    {
      'dynamodb:UpdateItem': async (input) => {
        tokens.push(tokenIn(input));
        return handOver();
      },
    },
    { folder },
  );
  cloud.resume();
  started = cloud;
}

/** Lets everything go on until it has to wait; then so many tokens were handed over. */
const untilHandedOver = async (count: number) => {
  await cloud.clock.pass(0);
  expect(tokens).toHaveLength(count);
};
const token = () => tokens.at(-1) ?? '';
const succeed = (taskToken = token(), output: unknown = 'yes') =>
  cloud.api('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });

describe('a task token', () => {
  test('is long, different each time, and no longer than AWS allows', () => {
    expect(newToken()).toMatch(/^[\w-]{400,2048}$/);
    expect(newToken()).not.toBe(newToken());
  });

  test('brings the answer, once', async () => {
    await start();
    const arn = await cloud.start('M');
    await untilHandedOver(1);
    await succeed();
    expect(await cloud.waitFor(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    await expect(succeed()).rejects.toMatchObject({ code: 'TaskTimedOut' });
    expect((await cloud.history(arn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('of two answers at once takes one', async () => {
    await start();
    const arn = await cloud.start('M');
    await untilHandedOver(1);
    const answers = await Promise.allSettled([succeed(token(), 1), succeed(token(), 2)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await cloud.waitFor(arn)).output).toBe('1');
  });

  test('may be answered before the call that hands it over returns', async () => {
    await start();
    handOver = async () => {
      await succeed(token(), 'early');
      return {};
    };
    expect((await cloud.run('M')).output).toBe('early');
  });

  test('brings a failure', async () => {
    await start({ Catch: [{ ErrorEquals: ['No'], Next: 'Caught' }] });
    const arn = await cloud.start('M');
    await untilHandedOver(1);
    await cloud.api('SendTaskFailure', { taskToken: token(), error: 'No', cause: 'because' });
    expect((await cloud.waitFor(arn)).output).toBe(JSON.stringify({ Error: 'No', Cause: 'because' }));
  });

  test('nobody answers: the task times out, and a later answer comes too late', async () => {
    await start({
      TimeoutSeconds: 30,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught', Output: 'expired' }],
    });
    expect((await cloud.run('M')).output).toBe('expired');
    await expect(succeed()).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  test('a timeout may be an expression, of the time of day too', async () => {
    await start({
      TimeoutSeconds: "{% $ceil(($toMillis('2026-12-07T05:02:00.000Z') - $millis()) / 1000) %}",
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught', Output: 'expired' }],
    });
    expect((await cloud.run('M')).output).toBe('expired');
    expect(cloud.clock.now()).toEqual(new Date('2026-12-07T05:02:00Z'));
  });

  test('is new when the wait is tried again; the one before is spent', async () => {
    await start({ Retry: [{ ErrorEquals: ['DynamoDb.ThrottlingException'] }] });
    handOver = () => {
      if (tokens.length === 1) throw new AwsError('ThrottlingException', 'busy');
      return {};
    };
    const arn = await cloud.start('M');
    await cloud.clock.pass(1_000);
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).not.toBe(tokens[1]);
    await expect(succeed(tokens[0])).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await succeed(tokens[1]);
    expect((await cloud.waitFor(arn)).status).toBe('SUCCEEDED');
  });

  test('the row refuses it: nothing is waited for', async () => {
    await start({
      Catch: [{ ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'], Next: 'Caught', Output: 'decided' }],
    });
    handOver = () => {
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    expect((await cloud.run('M')).output).toBe('decided');
  });

  test('malformed, unknown, or with an answer that is no JSON', async () => {
    await start();
    await cloud.start('M');
    await untilHandedOver(1);
    await expect(succeed('nonsense')).rejects.toMatchObject({ code: 'InvalidToken' });
    await expect(succeed(newToken())).rejects.toMatchObject({ code: 'TaskDoesNotExist' });
    await expect(cloud.api('SendTaskSuccess', { taskToken: token(), output: 'no json' })).rejects.toMatchObject({
      code: 'InvalidOutput',
    });
    await succeed();
  });

  test('of a stopped execution is spent', async () => {
    await start();
    const executionArn = await cloud.start('M');
    await untilHandedOver(1);
    await cloud.api('StopExecution', { executionArn, error: 'Enough' });
    expect(await cloud.waitFor(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough' });
    await expect(succeed()).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  test('is answered with permission on the machine that waits', async () => {
    await start();
    await cloud.start('M');
    await untilHandedOver(1);
    const call = { service: 'states', action: 'SendTaskSuccess', principal: { kind: 'operator' } } as const;
    expect(cloud.requirementsOf({ ...call, input: { taskToken: token() } })).toEqual([
      { action: 'states:SendTaskSuccess', resource: arnOf('M') },
    ]);
    expect(cloud.requirementsOf({ ...call, input: { taskToken: 'nonsense' } })).toEqual([]);
  });

  test('is good after the service was stopped and started', async () => {
    const folder = newFolder();
    await start({}, folder);
    const arn = await cloud.start('M');
    await untilHandedOver(1);
    await cloud.close();
    await start({}, folder);
    await succeed();
    expect((await cloud.waitFor(arn)).output).toBe('"yes"');
    expect(tokens).toHaveLength(1);
    await cloud.close();
    await start({}, folder);
    await expect(succeed()).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  test('answered while nothing runs yet: the answer waits for the execution to go on', async () => {
    const folder = newFolder();
    await start({}, folder);
    const arn = await cloud.start('M');
    await untilHandedOver(1);
    await cloud.close();
    cloud = await startCloud({ M: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }, {}, { folder });
    started = cloud;
    await succeed();
    cloud.resume();
    expect((await cloud.waitFor(arn)).output).toBe('"yes"');
  });

  test('a timeout has what was left of it after a stop, and stands still meanwhile', async () => {
    const folder = newFolder();
    const state = {
      TimeoutSeconds: 1000,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught', Output: 'expired' }],
    };
    await start(state, folder);
    const arn = await cloud.start('M');
    const describe = () => cloud.api('DescribeExecution', { executionArn: arn });
    await cloud.clock.pass(400_000);
    await cloud.close();
    await cloud.clock.pass(700_000);
    await start(state, folder);
    await cloud.clock.pass(599_000);
    expect((await describe()).status).toBe('RUNNING');
    await cloud.clock.pass(1_000);
    expect(await describe()).toMatchObject({ status: 'SUCCEEDED', output: '"expired"' });
  });

  test('never appears in the histories that are written for people', async () => {
    await start();
    handOver = () => ({ Attributes: { taskToken: { S: token() } } });
    const arn = await cloud.start('M', {}, 'secret');
    await untilHandedOver(1);
    await succeed(token(), { echoed: token() });
    await cloud.waitFor(arn);
    expect(readdirSync(cloud.executionsFolder)).toEqual(['M-secret.json']);
    const text = readFileSync(join(cloud.executionsFolder, 'M-secret.json'), 'utf8');
    expect(text).not.toContain(token().slice(30, 60));
    expect(text).toContain('[task token]');
    expect(JSON.parse(text)).toMatchObject({ status: 'SUCCEEDED', events: expect.any(Array) });
  });
});
