import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../service.ts';
import { answer, arnOf, type RunningMachines, type Stubs, thrown } from '../../step-functions/with-stubs.ts';
import { startCloud } from './cloud.ts';
import { invoke } from './sample-states.ts';

let cloud: RunningMachines;
afterEach(() => cloud.close());

const payloadOf = (input: JsonObject) => JSON.parse(Buffer.from(String(input.Payload), 'base64').toString());
const list = (items: unknown): Stubs => ({
  's3:GetObject': () => ({ Body: Buffer.from(JSON.stringify(items)).toString('base64') }),
});

const inline = (more: JsonObject, states: JsonObject = { I: invoke({ End: true }) }): JsonObject => ({
  Type: 'Map',
  Items: '{% $states.input.items %}',
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: Object.keys(states)[0], States: states },
  End: true,
  ...more,
});

const distributed = (more: JsonObject, states: JsonObject = { I: invoke({ End: true }) }): JsonObject => ({
  Type: 'Map',
  Label: 'Tenants',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Arguments: { Bucket: '{% $states.input.bucket %}', Key: 'list.json' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: Object.keys(states)[0],
    States: states,
  },
  End: true,
  ...more,
});

async function run(map: JsonObject, stubs: Stubs, input: unknown = { items: [1, 2, 3], bucket: 'b' }) {
  cloud = await startCloud({ M: { StartAt: 'A', States: { A: map, Caught: { Type: 'Succeed' } } } }, stubs);
  return cloud.run('M', input);
}

describe('inline Map', () => {
  test('runs an iteration for each item, results in order', async () => {
    const map = inline({
      ItemSelector: { value: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
    });
    const { output } = await run(map, {
      'lambda:Invoke': async (input) => {
        const { value, i } = payloadOf(input);
        await cloud.clock.sleep((3 - i) * 10);
        return answer(value * 10);
      },
    });
    expect(output).toEqual([10, 20, 30]);
  });

  test.each([
    [undefined, 40],
    [0, 40],
    [3, 3],
    [500, 40],
  ])('MaxConcurrency %s runs %i at once', async (MaxConcurrency, most) => {
    let now = 0;
    let peak = 0;
    const map = inline(MaxConcurrency === undefined ? {} : { MaxConcurrency });
    await run(
      map,
      {
        'lambda:Invoke': async () => {
          peak = Math.max(peak, ++now);
          await cloud.clock.sleep(10);
          now--;
          return answer(1);
        },
      },
      { items: Array.from({ length: 90 }, (_, i) => i) },
    );
    expect(peak).toBe(most);
  });

  test('fails with its first failed iteration, and the others are aborted', async () => {
    const map = inline({ Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught', Output: 'caught' }] });
    cloud = await startCloud(
      { M: { StartAt: 'A', States: { A: map, Caught: { Type: 'Succeed' } } } },
      { 'lambda:Invoke': (input) => (payloadOf(input) === 2 ? thrown('Broken') : new Promise(() => {})) },
    );
    const arn = await cloud.start('M', { items: [1, 2, 3] });
    expect((await cloud.waitFor(arn)).output).toBe('"caught"');
    const types = (await cloud.history(arn)).map(({ type }) => type);
    expect(types.filter((type) => type === 'MapIterationFailed')).toHaveLength(1);
    expect(types.filter((type) => type === 'MapIterationAborted')).toHaveLength(2);
    expect(types.slice(-5)).toEqual([
      'MapStateFailed',
      'MapStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('is retried as a whole', async () => {
    let tries = 0;
    const map = inline({ Retry: [{ ErrorEquals: ['Broken'] }] });
    const { output } = await run(map, { 'lambda:Invoke': () => (++tries === 2 ? thrown('Broken') : answer(tries)) });
    expect(output).toHaveLength(3);
    expect(tries).toBeGreaterThan(3);
  });

  test('needs a list', async () => {
    expect(await run(inline({}), {}, { items: { a: 1 } })).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});

describe('Distributed Map', () => {
  test('reads its list from S3 and runs a child execution for each item', async () => {
    const map = distributed({
      ItemSelector: { tenant: '{% $states.context.Map.Item.Value.id %}', of: '{% $states.input.bucket %}' },
    });
    const stubs = { ...list([{ id: 1 }, { id: 2 }]), 'lambda:Invoke': (input: JsonObject) => answer(payloadOf(input)) };
    expect((await run(map, stubs)).output).toEqual([
      { tenant: 1, of: 'b' },
      { tenant: 2, of: 'b' },
    ]);
    expect(cloud.calls[0]).toMatchObject({
      service: 's3',
      action: 'GetObject',
      input: { Bucket: 'b', Key: 'list.json' },
    });
    const { executions: parents } = await cloud.api('ListExecutions', { stateMachineArn: arnOf('M') });
    expect(parents).toHaveLength(1);
    const arn = Array.isArray(parents) ? parents[0].executionArn : '';
    const run_ = (await cloud.history(arn)).find(({ type }) => type === 'MapRunStarted')?.mapRunStartedEventDetails;
    expect(run_).toMatchObject({ mapRunArn: expect.stringMatching(/:mapRun:M\/Tenants:/) });
    const { executions: children } = await cloud.api('ListExecutions', { ...Object(run_) });
    expect(children).toMatchObject([
      { stateMachineArn: `${arnOf('M')}/Tenants`, status: 'SUCCEEDED' },
      { executionArn: expect.stringContaining(':execution:M/Tenants:') },
    ]);
  });

  const failing: Stubs = {
    ...list([1, 2, 3, 4]),
    'lambda:Invoke': (input) => (payloadOf(input) % 2 === 0 ? thrown('Broken') : answer('fine')),
  };

  test('tolerates failed children up to its percentage, and lists them with all that is known', async () => {
    const { status, output } = await run(distributed({ ToleratedFailurePercentage: 50 }), failing);
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject([
      'fine',
      { Status: 'FAILED', Error: 'Broken', Input: '2' },
      'fine',
      { Status: 'FAILED' },
    ]);
  });

  test.each([{ ToleratedFailurePercentage: 49 }, {}])('fails above %j', async (tolerance) => {
    expect(await run(distributed(tolerance), failing)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    await cloud.clock.pass(0);
    expect(cloud.runningCount()).toBe(0);
  });

  test('100 % tolerance outlives every child', async () => {
    const stubs = { ...list([1, 2]), 'lambda:Invoke': () => thrown('Broken') };
    expect((await run(distributed({ ToleratedFailurePercentage: 100, Output: 'on' }), stubs)).output).toBe('on');
  });

  test('an empty list is no failure', async () => {
    expect((await run(distributed({}), list([]))).output).toEqual([]);
  });

  test.each([{ a: 1 }, 'text'])('a file that holds %j can not be read', async (content) => {
    expect(await run(distributed({}), list(content))).toMatchObject({ error: 'States.ItemReaderFailed' });
  });

  test('stopping the parent stops the children', async () => {
    cloud = await startCloud(
      { M: { StartAt: 'A', States: { A: distributed({}) } } },
      { ...list([1, 2]), 'lambda:Invoke': () => new Promise(() => {}) },
    );
    const executionArn = await cloud.start('M', { bucket: 'b' });
    await cloud.clock.pass(0);
    expect(cloud.runningCount()).toBe(3);
    await cloud.api('StopExecution', { executionArn });
    await cloud.clock.pass(0);
    expect(cloud.runningCount()).toBe(0);
  });
});
