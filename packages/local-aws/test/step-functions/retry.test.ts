import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError, type JsonObject } from '../../service.ts';
import { delaySeconds } from '../../step-functions/retry.ts';
import { answer, type RunningMachines, thrown } from '../../step-functions/with-stubs.ts';
import { startCloud } from './cloud.ts';
import { invoke } from './sample-states.ts';

let cloud: RunningMachines | undefined;
afterEach(() => cloud?.close());

const retrier = {
  ErrorEquals: ['Busy'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 3,
  JitterStrategy: 'NONE',
} as const;

/** Runs one Task whose function answers in turn; the last answer is repeated. */
async function run(state: JsonObject, ...answers: (JsonObject | Error)[]) {
  let next = 0;
  cloud = await startCloud(
    {
      M: {
        StartAt: 'A',
        States: { A: invoke({ ...state, End: true }), Caught: { Type: 'Succeed' } },
      },
    },
    {
      'lambda:Invoke': () => {
        const given = answers[Math.min(next++, answers.length - 1)] ?? answer('nothing');
        if (given instanceof Error) throw given;
        return given;
      },
    },
  );
  return { ...(await cloud.run('M', { id: 7 })), tries: next };
}

describe('delays', () => {
  test('grow by the rate up to the cap', () => {
    const capped = { ...retrier, MaxDelaySeconds: 7 };
    expect([1, 2, 3, 4].map((n) => delaySeconds(capped, n))).toEqual([2, 4, 7, 7]);
  });

  test('with full jitter are any part of that', () => {
    const jittery = { ...retrier, JitterStrategy: 'FULL' } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), (n) => {
        const delay = delaySeconds(jittery, n);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(2 ** n);
      }),
    );
    expect(delaySeconds(jittery, 3, () => 0.5)).toBe(4);
  });
});

describe('Retry', () => {
  test('tries again after the named errors, as often as it says', async () => {
    const state = { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }] };
    expect(await run(state, thrown('Busy'), thrown('Busy'), answer('done'))).toMatchObject({
      output: 'done',
      tries: 3,
    });
    expect(cloud?.stateTransitions()).toBe(3);
    await cloud?.close();
    expect(await run(state, thrown('Busy'))).toMatchObject({ status: 'FAILED', error: 'Busy', tries: 3 });
    await cloud?.close();
    expect(await run(state, thrown('Other'))).toMatchObject({ error: 'Other', tries: 1 });
  });

  test('waits its delays on the clock', async () => {
    await run(
      { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 20, MaxAttempts: 3 }] },
      thrown('Busy'),
      thrown('Busy'),
      answer(1),
    );
    expect(cloud?.clock.elapsed()).toBe(60_000); // 20 s + 40 s
  });

  test('counts each retrier by itself, and 0 attempts are none', async () => {
    const state = {
      Retry: [
        { ErrorEquals: ['Busy'], MaxAttempts: 1 },
        { ErrorEquals: ['Never'], MaxAttempts: 0 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
      ],
    };
    expect(await run(state, thrown('Busy'), thrown('Other'), answer('done'))).toMatchObject({
      output: 'done',
      tries: 3,
    });
    await cloud?.close();
    expect(await run(state, thrown('Never'), answer('done'))).toMatchObject({ error: 'Never', tries: 1 });
  });

  test('the context counts retries', async () => {
    const state = {
      Arguments: { FunctionName: 'work', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    };
    await run(state, thrown('Busy'), thrown('Busy'), answer('done'));
    const payloads = cloud?.calls.map(({ input }) => Buffer.from(String(input.Payload), 'base64').toString());
    expect(payloads).toEqual(['0', '1', '2']);
  });
});

describe('Catch', () => {
  const caught = (ErrorEquals: string[], more: JsonObject = {}) => ({
    Catch: [{ ErrorEquals, Next: 'Caught', ...more }],
  });

  test("without Output replaces the input; the cause is the function's error as JSON", async () => {
    const { output } = await run(caught(['Broken']), thrown('Broken', 'all is lost'));
    expect(output).toEqual({ Error: 'Broken', Cause: expect.stringContaining('all is lost') });
  });

  test('its Output sees input and error', async () => {
    const Output = "{% $merge([$states.input, {'error': $states.errorOutput.Error}]) %}";
    expect((await run(caught(['States.ALL'], { Output }), thrown('Broken'))).output).toEqual({
      id: 7,
      error: 'Broken',
    });
  });

  test('comes after the retries', async () => {
    const state = { ...caught(['Busy'], { Output: 'gave up' }), Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] };
    expect(await run(state, thrown('Busy'))).toMatchObject({ output: 'gave up', tries: 2 });
  });

  test('catches an expression that gives nothing', async () => {
    const state = {
      ...caught(['States.QueryEvaluationError'], { Output: 'caught' }),
      Output: '{% $states.result.nothing %}',
    };
    expect((await run(state, answer(1))).output).toBe('caught');
  });

  test('States.ALL leaves States.DataLimitExceeded alone, its own name does not', async () => {
    const big = answer('x'.repeat(300_000));
    expect(await run(caught(['States.ALL']), big)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
    await cloud?.close();
    expect((await run(caught(['States.DataLimitExceeded'], { Output: 'big' }), big)).output).toBe('big');
  });

  test('States.TaskFailed is every failure but a timeout', async () => {
    expect((await run(caught(['States.TaskFailed'], { Output: 'failed' }), thrown('Whatever'))).output).toBe('failed');
    await cloud?.close();
    cloud = await startCloud(
      {
        M: {
          StartAt: 'A',
          States: {
            A: invoke({
              TimeoutSeconds: 1,
              End: true,
              Catch: [
                { ErrorEquals: ['States.TaskFailed'], Next: 'Caught', Output: 'failed' },
                { ErrorEquals: ['States.Timeout'], Next: 'Caught', Output: 'late' },
              ],
            }),
            Caught: { Type: 'Succeed' },
          },
        },
      },
      { 'lambda:Invoke': () => new Promise(() => {}) },
    );
    expect((await cloud.run('M')).output).toBe('late');
  });
});

describe('names of errors', () => {
  test.each([
    [new AwsError('TooManyRequestsException', 'slow down', 429), 'Lambda.TooManyRequestsException'],
    [new AwsError('AccessDeniedException', 'no', 403), 'Lambda.AWSLambdaException'],
    [new Error('socket hang up'), 'Lambda.SdkClientException'],
    [{ ...answer({ errorMessage: 'ended without a word' }), FunctionError: 'Unhandled' }, 'Lambda.Unknown'],
    [{ FunctionError: 'Unhandled', Payload: Buffer.from('no json').toString('base64') }, 'Lambda.Unknown'],
  ])('%s', async (given, error) => {
    expect(await run({}, given)).toMatchObject({ status: 'FAILED', error });
  });

  test.each([
    ['aws-sdk:dynamodb:updateItem', 'ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['aws-sdk:dynamodb:updateItem', 'ThrottlingException', 'DynamoDb.ThrottlingException'],
    ['aws-sdk:dynamodb:getItem', 'AccessDeniedException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:dynamodb:getItem', 'RequestLimitExceeded', 'DynamoDb.RequestLimitExceededException'],
    // Their models know no such error: it has no class.
    ['aws-sdk:dynamodb:exportTableToPointInTime', 'ThrottlingException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:dynamodb:describeExport', 'ThrottlingException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:dynamodb:describeExport', 'LimitExceededException', 'DynamoDb.LimitExceededException'],
    ['states:startExecution', 'ThrottlingException', 'StepFunctions.AWSStepFunctionsException'],
    ['states:startExecution', 'ExecutionLimitExceeded', 'StepFunctions.ExecutionLimitExceededException'],
    ['states:startExecution', 'KmsThrottlingException', 'StepFunctions.KmsThrottlingException'],
  ])('%s: %s is %s', async (resource, code, error) => {
    const refuse = () => {
      throw new AwsError(code, 'no');
    };
    const calls = ['GetItem', 'UpdateItem', 'ExportTableToPointInTime', 'DescribeExport'];
    cloud = await startCloud(
      { M: { StartAt: 'A', States: { A: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, End: true } } } },
      { ...Object.fromEntries(calls.map((each) => [`dynamodb:${each}`, refuse])), 'states:StartExecution': refuse },
    );
    const cause = expect.stringMatching(/^no/);
    expect(await cloud.run('M')).toMatchObject({ status: 'FAILED', error, cause });
  });
});
