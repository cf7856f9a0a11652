import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../service.ts';
import { answer, type RunningMachines, roleArn, type Stubs } from '../../step-functions/with-stubs.ts';
import { startCloud } from './cloud.ts';
import { invoke } from './sample-states.ts';

let cloud: RunningMachines;
afterEach(() => cloud.close());

async function run(states: JsonObject, input: unknown = {}, stubs: Stubs = {}) {
  cloud = await startCloud({ M: { StartAt: 'A', States: states } }, stubs);
  return cloud.run('M', input);
}

describe('states', () => {
  test('Pass hands its input on, or its output', async () => {
    const states = {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Pass', Output: { was: '{% $states.input.x %}' }, End: true },
    };
    expect(await run(states, { x: 7 })).toMatchObject({ status: 'SUCCEEDED', output: { was: 7 } });
  });

  test('Choice takes the first true rule, with its own output; else Default', async () => {
    const states = {
      A: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'B', Output: 'big' },
          { Condition: '{% $states.input.n > 5 %}', Next: 'B', Output: 'middle' },
        ],
        Default: 'B',
      },
      B: { Type: 'Succeed' },
    };
    expect((await run(states, { n: 20 })).output).toBe('big');
    expect((await cloud.run('M', { n: 7 })).output).toBe('middle');
    expect((await cloud.run('M', { n: 1 })).output).toEqual({ n: 1 });
  });

  test('Choice needs a boolean, and some choice', async () => {
    const states = {
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n %}', Next: 'B' }] },
      B: { Type: 'Succeed' },
    };
    expect(await run(states, { n: 1 })).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(await cloud.run('M', { n: false })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('Fail names its error', async () => {
    expect(
      await run({ A: { Type: 'Fail', Error: 'Broken', Cause: '{% "no " & $states.input.x %}' } }, { x: 'luck' }),
    ).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: 'no luck',
    });
  });

  test('Wait waits, on the clock', async () => {
    await run({ A: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }, { s: 100 });
    expect(cloud.clock.elapsed()).toBe(100_000);
  });

  test('Wait waits until a time of day, and not at all for one that has passed', async () => {
    const wait = { A: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } };
    await run(wait, { at: '2026-12-07T06:00:00.000Z' });
    expect(cloud.clock.now()).toEqual(new Date('2026-12-07T06:00:00Z'));
    await run(wait, { at: '2026-12-07T05:30:00+01:00' });
    expect(cloud.clock.elapsed()).toBe(0);
  });

  test('Wait until what is no instant fails', async () => {
    const { status, error } = await run(
      { A: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } },
      { at: 'tomorrow' },
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  test('the context tells of execution, state and machine', async () => {
    const { output } = await run({ A: { Type: 'Pass', Output: '{% $states.context %}', End: true } }, { x: 1 });
    expect(output).toMatchObject({
      Execution: { Input: { x: 1 }, RoleArn: roleArn, Id: expect.stringContaining(':execution:M:') },
      State: { Name: 'A', RetryCount: 0, EnteredTime: expect.stringMatching(/^\d{4}-.*Z$/) },
      StateMachine: { Name: 'M' },
    });
  });

  test("a Task calls with the machine's role, and wraps a function's answer", async () => {
    const { output } = await run(
      { A: invoke({ Output: '{% $states.result %}', End: true }) },
      { x: 1 },
      {
        'lambda:Invoke': ({ Payload }) =>
          answer({ got: JSON.parse(Buffer.from(String(Payload), 'base64').toString()) }),
      },
    );
    expect(output).toEqual({ ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { got: { x: 1 } } });
    expect(cloud.calls[0]?.principal).toEqual({ kind: 'role', roleArn, name: 'machine-role' });
    expect(cloud.calls[0]?.input.FunctionName).toBe('work');
  });

  test('a machine starts another by name, and existing already has the error of AWS', async () => {
    const startIt = {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { StateMachineArn: '{% $states.context.StateMachine.Id & "2" %}', Name: 'child', Input: { a: 1 } },
    };
    cloud = await startCloud({
      M: {
        StartAt: 'A',
        States: {
          A: { ...startIt, Next: 'W' },
          W: { Type: 'Wait', Seconds: 20, Next: 'B' },
          B: { ...startIt, End: true, Output: 'again' },
        },
      },
      M2: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
    });
    expect(await cloud.run('M')).toMatchObject({ error: 'StepFunctions.ExecutionAlreadyExistsException' });
    const { executions } = await cloud.api('ListExecutions', {
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:M2',
    });
    expect(executions).toMatchObject([{ name: 'child', status: 'SUCCEEDED' }]);
  });

  test('more than 256 KiB stops a state', async () => {
    const states = { A: { Type: 'Pass', Output: '{% $join($map([1..300000], function() { "x" })) %}', End: true } };
    expect(await run(states)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('events of the history have the names and order of AWS', async () => {
    cloud = await startCloud(
      { M: { StartAt: 'A', States: { A: invoke({ End: true }) } } },
      { 'lambda:Invoke': () => answer(1) },
    );
    const executionArn = await cloud.start('M');
    await cloud.waitFor(executionArn);
    const events = await cloud.history(executionArn);
    expect(events.map((each) => [each.id, each.previousEventId, each.type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'TaskStateEntered'],
      [3, 2, 'TaskScheduled'],
      [4, 3, 'TaskStarted'],
      [5, 4, 'TaskSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
    expect(events[2]).toMatchObject({
      taskScheduledEventDetails: { resourceType: 'lambda', resource: 'invoke', region: 'eu-west-1' },
    });
    expect(cloud.stateTransitions()).toBe(1);
  });
});
