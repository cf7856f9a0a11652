import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { AwsError, type JsonObject } from '../../service.ts';
import { answer, type RunningMachines, thrown } from '../../step-functions/with-stubs.ts';
import { newFolder, startCloud } from './cloud.ts';
import { awaitToken, invoke, tokenIn } from './sample-states.ts';

/** One machine with everything that can be interrupted. */
const machine: JsonObject = {
  StartAt: 'Choose',
  States: {
    Choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'Work' }], Default: 'Lost' },
    Lost: { Type: 'Fail', Error: 'Lost' },
    Work: invoke({
      Output: { n: '{% $states.result.Payload %}', made: '{% $random() %}' },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, JitterStrategy: 'FULL' }],
      Next: 'Pause',
    }),
    Pause: { Type: 'Wait', Seconds: 5, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: '{% [1, 2, 3] %}',
      ItemProcessor: {
        StartAt: 'Try',
        States: {
          Try: invoke({
            Arguments: { FunctionName: 'item', Payload: '{% $states.input %}' },
            Catch: [{ ErrorEquals: ['Odd'], Next: 'Odd', Output: 'odd' }],
            End: true,
          }),
          Odd: { Type: 'Pass', End: true },
        },
      },
      Output: { odd: '{% $states.result %}', made: '{% $states.input.made %}' },
      Next: 'Tenants',
    },
    Tenants: {
      Type: 'Map',
      Items: "{% [{ 'odd': $states.input.odd }, 'b'] %}",
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Child',
        States: { Child: { Type: 'Wait', Seconds: 2, End: true } },
      },
      Output: { map: '{% $states.result %}', made: '{% $states.input.made %}' },
      Next: 'Ask',
    },
    Ask: awaitToken({
      TimeoutSeconds: 100_000,
      Output: { map: '{% $states.input.map %}', made: '{% $states.input.made %}', answer: '{% $states.result %}' },
      Next: 'Refuse',
    }),
    Refuse: awaitToken({
      Arguments: { TableName: 'closed', Token: '{% $states.context.Task.Token %}' },
      Catch: [
        {
          ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'],
          Next: 'End',
          Output: { asked: '{% $states.input %}' },
        },
      ],
      End: true,
    }),
    End: { Type: 'Succeed' },
  },
};

/** On which no two entries have the same time: they can be put in the order in which they were written. */
function orderlyClock(): VirtualClock {
  const clock = virtualClock();
  let reads = 0;
  return { ...clock, elapsed: () => clock.elapsed() + reads++ / 1000 };
}

async function startMachine(folder: string): Promise<RunningMachines> {
  let works = 0;
  const cloud: RunningMachines = await startCloud(
    { M: machine },
    {
      'lambda:Invoke': ({ FunctionName, Payload }) => {
        const given = JSON.parse(Buffer.from(String(Payload), 'base64').toString());
        if (FunctionName === 'item') return given % 2 === 1 ? thrown('Odd') : answer(given);
        return ++works === 1 ? thrown('Busy') : answer('worked');
      },
      'dynamodb:UpdateItem': async (input) => {
        if (input.TableName === 'closed') throw new AwsError('ConditionalCheckFailedException', 'no');
        const taskToken = tokenIn(input);
        cloud.clock.after(3_000, () => {
          // After a stop the same token may be handed over, and answered, again.
          cloud.api('SendTaskSuccess', { taskToken, output: '"yes"' }).catch(() => {});
        });
        return {};
      },
    },
    { folder, clock: orderlyClock() },
  );
  cloud.resume();
  return cloud;
}

const expected = {
  asked: { map: [{ odd: ['odd', 2, 'odd'] }, 'b'], made: expect.any(Number), answer: 'yes' },
};

/** Lines of all journals in the order in which they were written. */
function linesOf(folder: string): { file: string; line: string; elapsedMs: number }[] {
  const journals = join(folder, 'states', 'executions');
  return readdirSync(journals)
    .flatMap((file) =>
      readFileSync(join(journals, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ file, line, elapsedMs: Number(JSON.parse(line).elapsedMs) })),
    )
    .sort((a, b) => a.elapsedMs - b.elapsedMs);
}

describe('killed after any entry of any journal', () => {
  test('an execution goes on, and ends the same', async () => {
    const whole = newFolder();
    const first = await startMachine(whole);
    const arn = await first.start('M', { n: 1 }, 'run');
    const end = await first.waitFor(arn);
    expect(JSON.parse(end.output ?? '')).toEqual(expected);
    const transitions = first.stateTransitions();
    await first.close();

    const lines = linesOf(whole);
    expect(lines.length).toBeGreaterThan(50);
    await Promise.all(
      lines.map(async (_, i) => {
        const folder = newFolder();
        const journals = join(folder, 'states', 'executions');
        mkdirSync(journals, { recursive: true });
        cpSync(join(whole, 'states', 'definitions'), join(folder, 'states', 'definitions'), { recursive: true });
        for (const { file, line } of lines.slice(0, i + 1)) appendFileSync(join(journals, file), `${line}\n`);
        const cut = lines[i + 1];
        if (cut !== undefined) appendFileSync(join(journals, cut.file), cut.line.slice(0, 25)); // killed while writing
        const cloud = await startMachine(folder);
        for (const taskToken of handedOver(lines.slice(0, i + 1))) {
          cloud.api('SendTaskSuccess', { taskToken, output: '"yes"' }).catch(() => {});
        }
        const { status, output } = await cloud.waitFor(arn);
        expect({ i, status, output: JSON.parse(output ?? 'null') }).toEqual({
          i,
          status: 'SUCCEEDED',
          output: expected,
        });
        expect(cloud.stateTransitions()).toBe(transitions + (works(lines.slice(0, i + 1)) === 1 ? 1 : 0));
        const ids = (await cloud.history(arn)).map(({ id }) => id);
        expect(ids).toEqual(ids.map((_, n) => n + 1));
        expect(cloud.runningCount()).toBe(0);
        await cloud.close();
      }),
    );
  });

  /** Tokens whose holder would still answer after the stop. */
  function handedOver(lines: { line: string }[]): string[] {
    return lines
      .filter(({ line }) => line.includes('"TaskScheduled"') && line.includes(':token'))
      .map(({ line }) => String(JSON.parse(line).memo.token));
  }

  /** The stub fails its first call in each run: once more, if the first failure is known already and the success isn't. */
  function works(lines: { line: string }[]): number {
    const ends = lines.filter(({ line }) => /"type":"Task(Succeeded|Failed)"/.test(line) && line.includes('"lambda"'));
    return ends.length;
  }

  test('a definition that was changed meanwhile is for new executions', async () => {
    const folder = newFolder();
    const old = await startCloud(
      {
        M: {
          StartAt: 'A',
          States: { A: { Type: 'Wait', Seconds: 50, Next: 'B' }, B: { Type: 'Pass', Output: 'old', End: true } },
        },
      },
      {},
      { folder },
    );
    const arn = await old.start('M');
    await old.clock.pass(5_000);
    await old.close();
    const now = await startCloud(
      { M: { StartAt: 'Z', States: { Z: { Type: 'Succeed', Output: 'new' } } } },
      {},
      { folder },
    );
    now.resume();
    expect((await now.waitFor(arn)).output).toBe('"old"');
    expect((await now.run('M')).output).toBe('new');
    await now.close();
  });

  test('a start that was cut off before anybody was told of it never happened', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'states', 'executions'), { recursive: true });
    writeFileSync(join(folder, 'states', 'executions', 'x.jsonl'), '{"scope":"","at":1');
    const cloud = await startCloud({ M: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }, {}, { folder });
    expect(cloud.runningCount()).toBe(0);
    await cloud.close();
  });
});
