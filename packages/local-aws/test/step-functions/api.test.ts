import { afterEach, describe, expect, test } from '@jest/globals';
import { arnOf, type RunningMachines, roleArn } from '../../step-functions/with-stubs.ts';
import { startCloud } from './cloud.ts';

let cloud: RunningMachines;
afterEach(() => cloud.close());

const waiting = { M: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 30, End: true } } } };
const stateMachineArn = arnOf('M');

describe('StartExecution', () => {
  test('by name is the same execution while it runs, and refused afterwards or with another input', async () => {
    cloud = await startCloud(waiting);
    const begin = (input: string) => cloud.api('StartExecution', { stateMachineArn, name: 'once', input });
    const now = cloud.clock.now().getTime() / 1000;
    const first = await begin('{"a":1}');
    expect(await begin('{"a":1}')).toEqual(first);
    await expect(begin('{"a":2}')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await cloud.waitFor(String(first.executionArn));
    await expect(begin('{"a":1}')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    expect(first.executionArn).toBe('arn:aws:states:eu-west-1:123456789012:execution:M:once');
    expect(first.startDate).toBe(now);
  });

  test.each(['', 'a b', 'a/b', 'a:b', 'x'.repeat(81), 'a\u0007', 'ä|', '{a}'])('refuses the name %j', async (name) => {
    cloud = await startCloud(waiting);
    await expect(cloud.api('StartExecution', { stateMachineArn, name })).rejects.toMatchObject({ code: 'InvalidName' });
  });

  test.each([
    ['StateMachineDoesNotExist', { stateMachineArn: arnOf('Other') }],
    ['InvalidExecutionInput', { stateMachineArn, input: 'no json' }],
    ['InvalidExecutionInput', { stateMachineArn, input: JSON.stringify('x'.repeat(300_000)) }],
    ['ValidationException', { stateMachineArn, unheardOf: true }],
    ['ValidationException', {}],
  ])('answers %s', async (code, input) => {
    cloud = await startCloud(waiting);
    await expect(cloud.api('StartExecution', input)).rejects.toMatchObject({ code });
  });
});

describe('looking', () => {
  test('at an execution', async () => {
    cloud = await startCloud(waiting);
    const executionArn = await cloud.start('M', { a: 1 }, 'one');
    expect(await cloud.api('DescribeExecution', { executionArn })).toMatchObject({
      executionArn,
      stateMachineArn,
      name: 'one',
      status: 'RUNNING',
      input: '{"a":1}',
      startDate: expect.any(Number),
    });
    await cloud.waitFor(executionArn);
    expect(await cloud.api('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1}',
      stopDate: expect.any(Number),
    });
    await expect(cloud.api('DescribeExecution', { executionArn: `${executionArn}x` })).rejects.toMatchObject({
      code: 'ExecutionDoesNotExist',
    });
  });

  test('at a history: pages, reversed, without data', async () => {
    cloud = await startCloud(waiting);
    const executionArn = await cloud.start('M');
    await cloud.waitFor(executionArn);
    const all = await cloud.history(executionArn);
    const first = await cloud.api('GetExecutionHistory', { executionArn, maxResults: 2 });
    expect(first.events).toEqual(all.slice(0, 2));
    const second = await cloud.api('GetExecutionHistory', { executionArn, maxResults: 2, nextToken: first.nextToken });
    expect(second.events).toEqual(all.slice(2, 4));
    const { events } = await cloud.api('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      includeExecutionData: false,
    });
    expect(events).toMatchObject([{ type: 'ExecutionSucceeded' }, {}, {}, {}]);
    expect(JSON.stringify(events)).not.toContain('output"');
    expect(all[0]).toMatchObject({
      timestamp: expect.any(Number),
      executionStartedEventDetails: { roleArn, input: '{}' },
    });
  });

  test('at executions and machines', async () => {
    cloud = await startCloud(waiting);
    for (const name of ['a', 'b', 'c']) await cloud.waitFor(await cloud.start('M', {}, name));
    await cloud.start('M', {}, 'd');
    expect((await cloud.api('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' })).executions).toHaveLength(
      3,
    );
    expect((await cloud.api('ListExecutions', { stateMachineArn, maxResults: 1 })).executions).toMatchObject([
      { name: 'd' },
    ]);
    expect(await cloud.api('ListStateMachines', {})).toMatchObject({ stateMachines: [{ stateMachineArn, name: 'M' }] });
    const described = await cloud.api('DescribeStateMachine', { stateMachineArn });
    expect(JSON.parse(String(described.definition))).toMatchObject({ StartAt: 'A' });
    expect(cloud.runningCount()).toBe(1);
  });
});

test('the 25,000th event of a history is the last', async () => {
  const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
  cloud = await startCloud({ M: { StartAt: 'A', States: loop } });
  const executionArn = await cloud.start('M');
  expect(await cloud.waitFor(executionArn)).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining('25000'),
  });
  const { events } = await cloud.api('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 1 });
  expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
});

test('what an action needs is granted on its machine or execution', async () => {
  cloud = await startCloud(waiting);
  const needed = (action: string, input: Record<string, unknown>) =>
    cloud.requirementsOf({ service: 'states', action, input, principal: { kind: 'operator' } });
  expect(needed('StartExecution', { stateMachineArn })).toEqual([
    { action: 'states:StartExecution', resource: stateMachineArn },
  ]);
  expect(needed('StopExecution', { executionArn: 'e' })).toEqual([{ action: 'states:StopExecution', resource: 'e' }]);
  expect(needed('ListStateMachines', {})).toEqual([{ action: 'states:ListStateMachines', resource: '*' }]);
});
