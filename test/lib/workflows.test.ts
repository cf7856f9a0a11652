import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import {
  answer,
  Expressions,
  type JsonObject,
  type RunningMachines,
  startMachines,
  thrown,
} from '@m365-rotation/local-aws';
import { virtualClock } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { FunctionName } from '../../contract/functions.ts';
import { LONGEST_MS } from '../../lambda/domain/rotation/line.ts';
import { graphPatience } from '../../lib/states/ask-graph-again.ts';
import { POLLS } from '../../lib/workflows/settle-uncertain.ts';
import { exampleEstate } from '../config/example-estate.ts';
import { grantsOf } from './grants.ts';
import { type Definition, type Machine, machineDefinition, machineOf, type State, stateOf } from './machines.ts';
import { synthesized } from './synthesized.ts';

const HOUR = 3_600;
const example = exampleEstate();
const estate = { ...example, approvals: { ...example.approvals, windowHours: 10 } };
const template = synthesized(estate);
const cycle = machineOf(template, 'RotationCycle');
const tenant = machineOf(template, 'TenantRotation');
const account = machineOf(template, 'AccountRotation');
const settle = machineOf(template, 'SettleUncertain');
const reopening = machineOf(template, 'Reopening');

const statesSchema = z.object({ States: z.record(z.string(), z.record(z.string(), z.json())) });

/** Some of a machine's states as they are deployed; a partition that is not known yet gets a name. */
function statesIn({ text }: Machine, ...names: readonly string[]): JsonObject {
  const { States } = statesSchema.parse(JSON.parse(text.replaceAll("arn:{'Ref':'AWS::Partition'}:", 'arn:aws:')));
  return Object.fromEntries(names.map((name) => [name, States[name]]));
}

/** What the workflow makes of an error of Graph's. */
const throttled = z.looseObject({ seconds: z.number(), waited: z.number() });

const GRAPH_ERRORS = ['GraphThrottled', 'GraphUnavailable'];

const tries = ({ Retry }: State) => 1 + Retry.reduce((sum, each) => sum + each.MaxAttempts, 0);

/** States that lead to a state. */
const intoIn = ({ definition: { States } }: Machine, target: string) =>
  Object.entries(States)
    .filter(([, each]) =>
      [each.Next, each.Default, ...each.Choices.map((one) => one.Next), ...each.Catch.map((one) => one.Next)].includes(
        target,
      ),
    )
    .map(([name]) => name);

/** What runs for each account in the map of its tenant. */
const startOf = (machine: Machine) => machineDefinition.parse(stateOf(machine, 'StartAccounts').ItemProcessor);

/** States that are entered when nothing fails. @param choice  which way choices go */
function pathOf(
  { States }: Pick<Definition, 'States'>,
  from: string,
  choice: 'default' | 'first' = 'default',
): string[] {
  const state = States[from];
  const next = choice === 'first' ? (state?.Choices[0]?.Next ?? state?.Next) : (state?.Default ?? state?.Next);
  if (state?.End === false && next === undefined && state.Type !== 'Succeed') throw new Error(`${from} leads nowhere`);
  return [from, ...(next === undefined ? [] : pathOf({ States }, next, choice))];
}

/** Catches that nothing gets by which a catch may be for. */
const everything = (next: string) => [
  [['States.DataLimitExceeded'], next],
  [['States.ALL'], next],
];

const catchesOf = (machine: Machine, name: string) =>
  stateOf(machine, name).Catch.map((each) => [each.ErrorEquals, each.Next] as const);

describe.each([
  ['RotationCycle', cycle],
  ['TenantRotation', tenant],
  ['AccountRotation', account],
  ['SettleUncertain', settle],
  ['Reopening', reopening],
  ['Pausing', machineOf(template, 'Pausing')],
  ['Proving', machineOf(template, 'Proving')],
  ['Redriving', machineOf(template, 'Redriving')],
  ['Inspecting', machineOf(template, 'Inspecting')],
])('%s', (name, machine) => {
  test('has the name by which functions are granted it, and commands find it', () => {
    expect(machine.name).toBe(`M365PasswordRotation-${name}`);
  });

  test('logs what happened, and no input or output (R4)', () => {
    expect(machine.logging).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
  });

  test('speaks of no password, secret value or link (R4)', () => {
    const names = /"(StagePassword|ResetPassword|PromotePassword|DeliverCredential|PasswordRefused)"/g;
    expect(machine.text.replaceAll(names, '""')).not.toMatch(/'password'|SecretString|"password|locator|\burl\b/i);
  });

  test('leads only to states that exist', () => {
    const { States, StartAt } = machine.definition;
    const targets = Object.values(States).flatMap((each) => [
      ...[each.Next, each.Default].flatMap((next) => next ?? []),
      ...each.Catch.map((one) => one.Next),
      ...each.Choices.map((one) => one.Next),
    ]);
    expect(Object.keys(States)).toEqual(expect.arrayContaining([StartAt, ...targets]));
  });

  test('never waits without an end', () => {
    const endless = Object.entries(machine.definition.States).filter(
      ([, each]) => each.Resource?.endsWith('.waitForTaskToken') && each.TimeoutSeconds === undefined,
    );
    expect(endless.map(([state]) => state)).toEqual([]);
  });

  test('waits where code and estate are not of the same release: a rollback brings the estate minutes after the code', () => {
    const ofFunctions = Object.entries(machine.definition.States).filter(
      ([, each]) => each.Resource?.endsWith(':states:::lambda:invoke') === true,
    );
    const errors = (each: State) => each.Retry.map(({ ErrorEquals }) => ErrorEquals);
    for (const [name, each] of ofFunctions) {
      const own = errors(each).findIndex((some) => some.includes('UnreadableEstate'));
      const all = errors(each).findIndex((some) => some.includes('States.ALL'));
      expect([name, own >= 0, all < 0 || own < all]).toEqual([name, true, true]);
    }
  });

  test('gives away no token that nobody stores, and waits with the integration that can', () => {
    for (const each of Object.values(machine.definition.States)) {
      if (each.Resource?.includes('updateItem') !== true) continue;
      expect(each.Resource).toMatch(/:states:::aws-sdk:dynamodb:updateItem\.waitForTaskToken$/);
      expect(JSON.stringify(each.Arguments)).toContain('$states.context.Task.Token');
    }
  });
});

test('the cycle opens, starts, waits, closes and exports', () => {
  expect(Object.keys(cycle.definition.States)).toEqual(
    expect.arrayContaining(['OpenCycle', 'StartTenants', 'AwaitTenants', 'CloseCycle', 'StartExport']),
  );
  const [nothingToAwait] = catchesOf(cycle, 'AwaitTenants');
  expect(nothingToAwait?.[1]).toBe('CloseCycle');
  expect(nothingToAwait?.[0]).toEqual(expect.arrayContaining(['States.Timeout']));
});

test('whatever fails in a cycle, the cycle is closed', () => {
  for (const name of ['OpenCycle', 'StartTenants', 'AwaitTenants']) {
    expect(catchesOf(cycle, name).slice(-2)).toEqual(everything('CloseCycle'));
  }
  expect(stateOf(cycle, 'EndedWell').Choices.map((each) => [each.Condition, each.Next])).toEqual([
    ['{% $exists($states.input.failure) %}', 'CycleFailed'],
  ]);
});

test('a tenant that cannot be started stops no other (R9)', () => {
  expect(stateOf(cycle, 'StartTenants')).toMatchObject({
    Type: 'Map',
    ToleratedFailurePercentage: 100,
    Label: 'Tenants',
  });
});

test('the children of the distributed map read no variable of the states around it', () => {
  const inner = JSON.stringify(stateOf(cycle, 'StartTenants').ItemProcessor);
  expect([...inner.matchAll(/\$(?!states\b|merge\b|exists\b|substring\b)[a-z]\w*/gi)].map(([found]) => found)).toEqual(
    [],
  );
});

test('a dry run exports nothing', () => {
  const choice = stateOf(cycle, 'WasDryRun');
  expect(choice.Choices.map((each) => each.Next)).not.toContain('StartExport');
  expect(choice.Default).toBe('StartExport');
});

test('a cycle that was closed is sealed and announced before it is exported, and announced where it cannot be sealed', () => {
  expect(stateOf(cycle, 'CloseCycle').Next).toBe('WasOpened');
  expect(stateOf(cycle, 'WasOpened').Choices.map((each) => each.Next)).toEqual(['WaitForArchive']);
  expect(stateOf(cycle, 'WaitForArchive').Next).toBe('SealCycle');
  const seal = stateOf(cycle, 'SealCycle');
  expect(seal.Next).toBe('SealedOrGivenUp');
  const ended = stateOf(cycle, 'SealedOrGivenUp');
  expect([ended.Choices.map((each) => each.Next), ended.Default]).toEqual([['AnnounceCycle'], 'WaitForArchive']);
  expect(seal.Catch?.map((each) => each.Next)).toEqual(['AnnounceCycle', 'AnnounceCycle']);
  const announce = stateOf(cycle, 'AnnounceCycle');
  expect(announce.Next).toBe('WasDryRun');
  expect(announce.Catch?.map((each) => each.Next)).toEqual(['WasDryRun']);
});

describe('a seal waits for the archive', () => {
  const clock = virtualClock();
  const folder = mkdtempSync(join(tmpdir(), 'seal-'));
  let machines: RunningMachines;
  afterEach(() => machines.close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** @param answerTo  what `checkpoint` answers the n-th time, counted from 1 */
  async function played(answerTo: (n: number) => JsonObject) {
    let asked = 0;
    const states = statesIn(cycle, 'WaitForArchive', 'SealCycle', 'SealedOrGivenUp', 'AnnounceCycle');
    machines = await startMachines(
      {
        Sealing: {
          QueryLanguage: 'JSONata',
          StartAt: 'WaitForArchive',
          States: { ...states, WasDryRun: { Type: 'Succeed' } },
        },
      },
      {
        'lambda:Invoke': ({ Payload }) => {
          const { executionId: _, ...payload } = JSON.parse(Buffer.from(String(Payload), 'base64').toString());
          if ('seal' in payload || 'error' in payload) {
            announced = payload;
            return answer({});
          }
          asked += 1;
          return answerTo(asked);
        },
      },
      { folder: mkdtempSync(join(folder, 'run-')), clock },
    );
    let announced: unknown;
    const start = clock.now().getTime();
    const arn = await machines.start('Sealing', { cycleId: 'c', dryRun: false });
    const { status } = await machines.waitFor(arn);
    return { status, announced, asked, seconds: (clock.now().getTime() - start) / 1_000 };
  }
  const seal = { number: 1, hash: 'ab'.repeat(32), chains: 2 };

  test('half a minute, mostly', async () => {
    expect(await played(() => answer(seal))).toMatchObject({
      status: 'SUCCEEDED',
      asked: 1,
      seconds: 30,
      announced: { seal },
    });
  });

  test('longer, where it is slower', async () => {
    const result = await played((n) => answer(n < 3 ? { notArchived: 2 } : seal));
    expect(result).toMatchObject({ status: 'SUCCEEDED', asked: 3, seconds: 30 + 60 + 120, announced: { seal } });
  });

  test('twenty minutes at most: then the cycle is told as unsealed', async () => {
    const result = await played(() => answer({ notArchived: 2 }));
    const error = { name: 'NotArchived', cause: 'the archive does not reach the end of 2 chains' };
    expect(result).toEqual({ status: 'SUCCEEDED', asked: 7, seconds: 1_170, announced: { cycleId: 'c', error } });
  });

  test('and an error ends it at once', async () => {
    const result = await played((n) => (n === 1 ? answer({ notArchived: 2 }) : thrown('Error', 'broken')));
    expect(result).toMatchObject({ asked: 2, announced: { error: { name: 'Error' } } });
  });
});

test('whatever fails in a tenant, the tenant is closed (R9)', () => {
  for (const name of ['DiscoverTenant', 'RequestApprovals', 'StartAccounts', 'AwaitAccounts']) {
    expect(catchesOf(tenant, name).slice(-2)).toEqual(everything('CloseTenant'));
  }
});

describe.each([
  ['DiscoverTenant', tenant, 'CloseTenant', { cycleId: 'c', tenantId: 't', dryRun: false }],
  ['ResetPassword', account, 'RecordOutcome', { cycleId: 'c', tenantId: 't', accountId: 'a', rotationId: 'r', run: 0 }],
  ['VerifyReset', account, 'RecordOutcome', { cycleId: 'c', tenantId: 't', accountId: 'a', rotationId: 'r', run: 0 }],
])('%s, when Graph asks to wait', (name, machine, giveUp, ids) => {
  const [caught] = stateOf(machine, name).Catch;
  const again = stateOf(machine, `${name}Again`);
  const wait = stateOf(machine, `WaitBefore${name}`);
  const lambdaCause = (message: string) =>
    JSON.stringify({
      errorType: 'GraphThrottled',
      errorMessage: message,
      trace: [`GraphThrottled: ${message}`, 'at …'],
    });
  const asked = (seconds: unknown) => lambdaCause(`Graph asks to wait ${seconds} s`);

  const evaluated = async (template: unknown, states: object): Promise<unknown> =>
    new Expressions().evaluate(template, 'Output', {
      state: name,
      enteredId: 1,
      states: { context: {}, ...states },
      millis: 0,
    });
  const afterError = async (input: object, Cause?: string) =>
    throttled.parse(
      await evaluated(caught?.Output, {
        input,
        errorOutput: { Error: 'GraphThrottled', ...(Cause === undefined ? {} : { Cause }) },
      }),
    );

  test('waits in a state of its own, and never retries by a fixed delay', () => {
    expect(caught).toMatchObject({ ErrorEquals: GRAPH_ERRORS, Next: `${name}Again` });
    const retried = stateOf(machine, name).Retry.flatMap((each) => each.ErrorEquals);
    for (const each of GRAPH_ERRORS) expect(retried).not.toContain(each);
    expect(again.Choices.map((each) => each.Next)).toEqual([`WaitBefore${name}`]);
    expect(again.Default).toBe(giveUp);
    expect(wait).toMatchObject({ Type: 'Wait', Next: name, Seconds: '{% $states.input.seconds %}' });
  });

  test.each<[string, string | undefined, number]>([
    ['315 s', asked(315), 315],
    ['less than the shortest wait', asked(1), 10],
    ['nothing', asked(0), 10],
    ['more than an hour', asked(86_400), 3_600],
    ['a number that is none', asked('Infinity'), 10],
    ['a negative number', asked(-315), 10],
    ['part of a second', asked('1.5'), 10],
    ['a number without an end', asked('9'.repeat(400)), 10],
    ['a cause that is no JSON', 'Graph asks to wait 400 s, they say', 400],
    ['a cause that breaks off', asked(315).slice(0, 80), 315],
    ['a cause that breaks off in the number', '{"errorMessage":"Graph asks to wait 31', 10],
    ['an empty cause', '', 10],
    ['no cause', undefined, 10],
    ['another message', lambdaCause('Graph did not answer'), 10],
  ])('told %s', async (_what, cause, atLeast) => {
    const { seconds, waited } = await afterError(ids, cause);
    expect(seconds).toBeGreaterThanOrEqual(atLeast);
    expect(seconds).toBeLessThanOrEqual(Math.min(3_600, Math.ceil(atLeast * 1.1)));
    expect(Number.isInteger(seconds)).toBe(true);
    expect(waited).toBe(seconds);
  });

  test.each([
    [1, graphPatience.waits],
    [315, 6],
    [900, 2],
    [3_600, 1],
  ])('asked for %i s each time, it gives up after some waits', async (seconds, most) => {
    let input: object = ids;
    let waits = 0;
    let waited = 0;
    for (;;) {
      const output = await afterError(input, asked(seconds));
      expect(output).toMatchObject({ ...ids, error: { name: 'GraphThrottled' } });
      if ((await evaluated(again.Choices[0]?.Condition, { input: output })) !== true) break;
      waits += 1;
      waited = output.waited;
      const next = await evaluated(wait.Output, { input: output });
      // Ids and the counter, and nothing else.
      expect(next).toEqual({ ...ids, waited });
      input = { ...ids, waited };
    }
    expect(waits).toBeGreaterThan(0);
    expect(waits).toBeLessThanOrEqual(most);
    expect(waited).toBeLessThanOrEqual(graphPatience.seconds);
  });

  describe('run by Step Functions', () => {
    let machines: RunningMachines | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(() => machines?.close());

    /** The step with its waits, cut out of its machine. @param answers  what the function answers in turn; the last one again and again */
    async function run(...answers: readonly JsonObject[]) {
      const called: number[] = [];
      const afterwards = stateOf(machine, name).Next ?? '';
      const own = statesIn(machine, name, `${name}Again`, `WaitBefore${name}`);
      const ways = [afterwards, giveUp, ...stateOf(machine, name).Catch.map(({ Next }) => Next)];
      const ends = Object.fromEntries(ways.map((each) => [each, { Type: 'Succeed' }]));
      const States = { ...ends, ...own };
      const clock = virtualClock();
      machines = await startMachines(
        { M: { StartAt: name, States } },
        { 'lambda:Invoke': () => answers[Math.min(called.push(clock.elapsed()) - 1, answers.length - 1)] ?? {} },
        { folder: mkdtempSync(join(folder, 'run-')), clock },
      );
      const { status, output } = await machines.run('M', ids);
      const between = called.slice(1).map((at, i) => (at - (called[i] ?? 0)) / 1_000);
      return { status, output: JSON.stringify(output), calls: called.length, between };
    }
    const throttledFor = (seconds: number) => thrown('GraphThrottled', `Graph asks to wait ${seconds} s`);

    test('the second request comes no earlier than Graph asked', async () => {
      const { status, calls, between, output } = await run(throttledFor(315), answer({ rotations: [] }));
      expect(status).toBe('SUCCEEDED');
      expect(calls).toBe(2);
      expect(between[0]).toBeGreaterThanOrEqual(315);
      expect(output).not.toMatch(/waited|seconds|error/);
    });

    test('Graph that never stops asking to wait ends the step, with the reason', async () => {
      const { status, calls, between, output } = await run(throttledFor(900));
      expect(status).toBe('SUCCEEDED');
      expect(calls).toBe(3);
      for (const each of between) expect(each).toBeGreaterThanOrEqual(900);
      expect(output).toContain('"name":"GraphThrottled"');
      expect(output).toContain('Graph asks to wait 900 s');
    });
  });

  test('not all who were sent away at once come back at once', async () => {
    const waits = await Promise.all(Array.from({ length: 30 }, () => afterError(ids, asked(315))));
    expect(new Set(waits.map((each) => each.seconds)).size).toBeGreaterThan(1);
  });
});

describe('an account', () => {
  const steps = ['StagePassword', 'ResetPassword', 'VerifyReset', 'PromotePassword', 'DeliverCredential'];

  test('goes through the steps in order, each only after the one before', () => {
    const [stage, ...later] = steps;
    expect(stage).toBe('StagePassword');
    expect(stateOf(account, 'StagePassword').Next).toBe('Approved');
    expect(stateOf(account, 'Approved').Default).toBe(later[0]);
    expect(later.map((each) => stateOf(account, each).Next)).toEqual([...later.slice(1), 'RecordOutcome']);
  });

  test('is reached for a reset only through staging, which reads the decision in the row (R1)', () => {
    const into = (target: string) => intoIn(account, target);
    // Back from a wait is the same step once more: it checks the decision in the row again.
    expect(into('ResetPassword').sort()).toEqual(['Approved', 'WaitBeforeResetPassword']);
    expect(into('WaitBeforeResetPassword')).toEqual(['ResetPasswordAgain']);
    expect(into('ResetPasswordAgain')).toEqual(['ResetPassword']);
    expect(into('Approved')).toEqual(['StagePassword']);
    // Whatever woke it; once more with another password; or decided while its expiry was being recorded.
    expect(into('StagePassword').sort()).toEqual([
      'AwaitApproval',
      'RecordOutcome',
      'ResetPassword',
      'WaitForChangeWindow',
      'WaitInLine',
      'WaitWhilePaused',
    ]);
    expect(into('WaitForChangeWindow')).toEqual(['Approved']);
    expect(into('WaitWhilePaused')).toEqual(['Approved']);
    const { Choices, Default } = stateOf(account, 'Approved');
    expect(Default).toBe('ResetPassword');
    expect(Choices.map((each) => [each.Condition, each.Next])).toEqual([
      ["{% $states.input.approval = 'awaited' %}", 'AwaitApproval'],
      ["{% $states.input.approval = 'denied' %}", 'RecordOutcome'],
      ["{% $states.input.approval = 'later' %}", 'WaitForChangeWindow'],
      ["{% $states.input.approval = 'in-line' %}", 'WaitInLine'],
      ["{% $states.input.approval = 'paused' %}", 'WaitWhilePaused'],
    ]);
  });

  test('that nobody decides about expires, and one that was decided before it waits goes on at once', () => {
    const caught = Object.fromEntries(
      catchesOf(account, 'AwaitApproval').flatMap(([errors, next]) => errors.map((each) => [each, next])),
    );
    expect(caught).toEqual({
      'DynamoDb.ConditionalCheckFailedException': 'StagePassword',
      'DynamoDB.ConditionalCheckFailedException': 'StagePassword',
      'States.Timeout': 'RecordOutcome',
      'States.DataLimitExceeded': 'RecordOutcome',
      'States.ALL': 'RecordOutcome',
    });
  });

  test.each(steps)('whatever fails in %s is recorded', (name) => {
    const ofGraph = [GRAPH_ERRORS, `${name}Again`];
    const asksGraph = ['ResetPassword', 'VerifyReset'].includes(name);
    expect(catchesOf(account, name)).toEqual([
      ...(asksGraph ? [ofGraph] : []),
      ...(name === 'ResetPassword' ? [[['PasswordRefused', 'NotNow'], 'StagePassword']] : []),
      ...everything('RecordOutcome'),
    ]);
  });

  test('that is rotated takes at most 10 transitions, its start included', () => {
    const start = startOf(tenant);
    const path = [...pathOf(start, start.StartAt), ...pathOf(account.definition, account.definition.StartAt)];
    expect(path).toEqual(['StartAccount', 'AwaitApproval', ...steps.toSpliced(1, 0, 'Approved'), 'RecordOutcome']);
    expect(path.length).toBeLessThanOrEqual(10);
  });

  test('costs its tenant 7 transitions for all accounts together', () => {
    expect(pathOf(tenant.definition, tenant.definition.StartAt, 'first')).toEqual([
      'DiscoverTenant',
      'AnythingToRotate',
      'RequestApprovals',
      'SpreadStarts',
      'StartAccounts',
      'AwaitAccounts',
      'CloseTenant',
    ]);
  });

  test('that was decided in the last moment goes by the decision', () => {
    expect(catchesOf(account, 'RecordOutcome')).toEqual([[['AlreadyDecided'], 'StagePassword']]);
  });

  test('a refusal is never tried again', () => {
    const retried = steps.flatMap((each) => stateOf(account, each).Retry.flatMap((one) => one.ErrorEquals));
    for (const refusal of ['RotationRefused', 'ResetRefused', 'TenantNotReady', 'States.ALL', 'States.TaskFailed']) {
      expect(retried).not.toContain(refusal);
    }
  });
});

describe('an uncertain rotation', () => {
  test('is polled for during a week, with ever longer waits, and within the history', async () => {
    const seconds = await Promise.all(
      Array.from({ length: POLLS.most }, async (_, polls) =>
        z.number().parse(
          await new Expressions().evaluate(stateOf(settle, 'WaitToPoll').Seconds, 'Seconds', {
            state: 'WaitToPoll',
            enteredId: 1,
            states: { context: {}, input: { polls } },
            millis: 0,
          }),
        ),
      ),
    );
    expect(seconds.slice(0, 3)).toEqual([5 * 60, 10 * 60, 20 * 60]);
    const days = seconds.reduce((sum, each) => sum + each, 0) / (24 * HOUR);
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.2);
    // Entered, exited, and for each try: scheduled, started, ended. At worst every poll settles it and its start fails.
    const events = (name: string) => 3 + 3 * tries(stateOf(settle, name));
    const perPoll = events('PollDirectory') + events('StartAccount') + 4 * 3;
    expect(POLLS.most * perPoll + events('RecordOutcome')).toBeLessThan(25_000);
  });

  test('that is settled goes on in the machine of its account, and polling ends only when it has moved', () => {
    expect(stateOf(settle, 'Polled').Choices.map((each) => [each.Condition, each.Next])).toEqual([
      ["{% $states.input.found in ['settled'] %}", 'StartAccount'],
      ["{% $states.input.found in ['not-yet', 'not-known'] %}", 'PollAgain'],
      ["{% $states.input.found in ['somebody-elses'] %}", 'RecordOutcome'],
    ]);
    expect(stateOf(settle, 'Polled').Default).toBe('Done');
    expect(stateOf(settle, 'StartAccount').Next).toBe('PollAgain');
    expect(new Set(catchesOf(settle, 'StartAccount').map(([, next]) => next))).toEqual(new Set(['PollAgain']));
    expect(catchesOf(settle, 'PollDirectory')).toEqual(everything('Polled'));
    expect(intoIn(settle, 'WaitToPoll')).toEqual(['PollAgain']);
  });

  describe('run by Step Functions', () => {
    let machines: RunningMachines | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'settling-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(() => machines?.close());
    const ids = { cycleId: 'c', tenantId: 't', accountId: 'a', rotationId: 'r', run: 0 };

    /** The whole machine. @param found  what the polls find in turn; the last one again and again */
    async function run(machine: Machine, input: JsonObject, ...found: readonly JsonObject[]) {
      const calls: unknown[] = [];
      let polls = 0;
      machines = await startMachines(
        {
          M: {
            StartAt: machine.definition.StartAt,
            States: statesIn(machine, ...Object.keys(machine.definition.States)),
          },
        },
        {
          'lambda:Invoke': ({ Payload: payload }) => {
            // Every function is told which execution ran it.
            const { executionId, ...Payload } = JSON.parse(Buffer.from(String(payload), 'base64').toString());
            expect(executionId).toMatch(/^arn:aws:states:/);
            calls.push(Payload);
            const isPoll = z.looseObject({ poll: z.boolean().default(false) }).parse(Payload).poll;
            return isPoll ? (found[Math.min(polls++, found.length - 1)] ?? {}) : (found[0] ?? {});
          },
          'states:StartExecution': ({ name, input: given }) => {
            calls.push([name, JSON.parse(String(given))]);
            return { executionArn: 'arn', startDate: 0 };
          },
        },
        { folder: mkdtempSync(join(folder, 'run-')) },
      );
      const { status, output } = await machines.run('M', input);
      return { status, output: z.looseObject({}).parse(output), calls };
    }
    const found = (what: string) => answer({ found: what });
    const poll = { ...ids, poll: true };

    test('shown at the third poll: its account goes on, and the next poll finds that it has moved', async () => {
      const { status, calls } = await run(
        settle,
        ids,
        found('not-yet'),
        found('not-yet'),
        found('settled'),
        found('moved'),
      );
      expect(status).toBe('SUCCEEDED');
      expect(calls).toEqual([poll, poll, poll, ['r-s0-3', ids], poll]);
    });

    test('changed by somebody else: recorded, so that a person is called, and not polled any more', async () => {
      const { status, calls } = await run(settle, ids, found('somebody-elses'));
      expect(status).toBe('SUCCEEDED');
      expect(calls).toEqual([poll, ids]);
    });

    test('never shown: the polls end', async () => {
      const { status, calls } = await run(settle, ids, found('not-yet'));
      expect(status).toBe('SUCCEEDED');
      expect(calls).toEqual(Array.from({ length: POLLS.most }, () => poll));
    });

    const reopen = { n: 2, mode: 'retry', requestedBy: 'arn' };
    test('reopened: its account goes on as a run of its own', async () => {
      const { calls } = await run(reopening, { ...ids, reopen }, answer({ next: 'go-on' }));
      expect(calls).toEqual([{ ...ids, reopen }, ['r-r2', { ...ids, run: 2 }]]);
    });

    test('refused: nothing goes on, and the sentence is handed to the command', async () => {
      const { calls, output } = await run(reopening, { ...ids, reopen }, answer({ next: 'refused', sentence: 'No.' }));
      expect(calls).toHaveLength(1);
      expect(output).toMatchObject({ sentence: 'No.' });
    });
  });
});

describe('patience', () => {
  const grants = grantsOf(template);
  const runs: readonly (readonly [string, FunctionName])[] = [
    ['StagePassword', 'stage-password'],
    ['ResetPassword', 'reset-password'],
    ['VerifyReset', 'verify-reset'],
    ['PromotePassword', 'promote-password'],
    ['DeliverCredential', 'deliver-credential'],
    ['RecordOutcome', 'record-outcome'],
  ];

  const retriesWait = ({ Retry }: State) =>
    Retry.flatMap((each) =>
      Array.from({ length: each.MaxAttempts }, (_, i) =>
        Math.min(each.IntervalSeconds * each.BackoffRate ** i, each.MaxDelaySeconds),
      ),
    ).reduce((sum, each) => sum + each, 0);

  test('technicians may decide until the deadline of the row, and for the longest window where none is told', () => {
    expect(stateOf(account, 'AwaitApproval').TimeoutSeconds).toBe(
      `{% $exists($states.input.decideBefore) ? $max([1, $ceil(($toMillis($states.input.decideBefore) - $millis()) / 1000)]) : ${10 * HOUR} %}`,
    );
  });

  test('the longest window and the longest wait for a change window count', () => {
    const [first, ...others] = estate.tenants;
    const { schedules } = estate;
    const waiting = synthesized({
      ...estate,
      schedules: schedules.map((each, i) => (i === 0 ? { ...each, windowHours: 100 } : each)),
      tenants: [
        ...(first === undefined
          ? []
          : [{ ...first, changeWindow: { days: ['saturday' as const], from: '22:00', to: '04:00' } }]),
        ...others,
      ],
    });
    // Twice a week, since clocks may skip one opening; 6 hours of the window, and one more on the day on which clocks go back.
    const change = 2 * 7 * 24 + 6 + 1;
    expect(stateOf(machineOf(waiting, 'TenantRotation'), 'AwaitAccounts').TimeoutSeconds).toBe((160 + change) * HOUR);
    expect(stateOf(machineOf(waiting, 'RotationCycle'), 'AwaitTenants').TimeoutSeconds).toBe((220 + change) * HOUR);
    expect(stateOf(machineOf(waiting, 'AccountRotation'), 'AwaitApproval').TimeoutSeconds).toContain(
      `: ${100 * HOUR} `,
    );
  });

  test('a tenant waits 60 hours longer than the window, the cycle 120', () => {
    expect(stateOf(tenant, 'AwaitAccounts').TimeoutSeconds).toBe(70 * HOUR);
    expect(stateOf(cycle, 'AwaitTenants').TimeoutSeconds).toBe(130 * HOUR);
  });

  test('those 60 hours are enough for an account where everything is tried as often and as long as it can be', () => {
    const worst = runs.map(([state, name]) => {
      const found = stateOf(account, state);
      // A function that finds no room has not run; and there is none for hours once, not after each wait for Graph. Each wait is a
      // random part of the longest: that 80 of them make more than three quarters together does not happen (7 sigma). A release is
      // rolled back once, too, and a function that cannot read its estate does nothing else.
      const isBusy = ({ ErrorEquals }: State['Retry'][number]) =>
        ErrorEquals.some((each) => each === 'Lambda.TooManyRequestsException' || each === 'UnreadableEstate');
      const busy = 0.75 * retriesWait({ ...found, Retry: found.Retry.filter(isBusy) });
      const troubled = { ...found, Retry: found.Retry.filter((each) => !isBusy(each)) };
      const once = retriesWait(troubled) + tries(troubled) * (grants.get(name)?.timeoutSeconds ?? Number.NaN);
      // After each wait for Graph, the step may be tried as often again.
      const asksGraph = found.Catch.some((each) => each.ErrorEquals.includes('GraphThrottled'));
      return busy + (asksGraph ? (graphPatience.waits + 1) * once + graphPatience.seconds : once);
    });
    expect(LONGEST_MS / 1000 + worst.reduce((sum, each) => sum + each, 0)).toBeLessThan(60 * HOUR);
  });

  test.each(runs)('%s outlasts the timeout of its function, so that Lambda can tell of it', (state, name) => {
    expect(stateOf(account, state).TimeoutSeconds).toBeGreaterThan(grants.get(name)?.timeoutSeconds ?? Number.NaN);
  });
});
