import { answer, failure, type JsonObject, startMachines } from '@m365-rotation/local-aws';
import * as z from 'zod';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { LIVE, type MachineName, machineNames } from '../../../contract/machines.ts';
import { taggedByState } from '../cycle-in-memory/tagged-states.ts';
import { deployedMachine, functionIn } from '../deployed-definitions.ts';
import { answersOf } from './answers.ts';
import { TENANT } from './ids.ts';
import type { Start } from './starts.ts';

/** What a state of a machine sent to the function that it runs. */
export interface Invocation {
  /** `<machine>.<state>`. */
  readonly state: string;
  readonly name: AnyFunctionName;
  readonly payload: JsonObject;
}

export interface PlayedStart extends Start {
  readonly status: string;
  /** The first is that of its first state which runs a function. */
  readonly invocations: readonly Invocation[];
}

/** What a state gets instead of the usual answer, once. */
interface Turn {
  readonly state: string;
  readonly gives: () => JsonObject;
}
interface Run {
  readonly start: Start;
  readonly turns: readonly Turn[];
}

type Definition = Readonly<Record<string, unknown>>;
const payloadSchema = z.record(z.string(), z.json());
const statesSchema = z.record(z.string(), z.record(z.string(), z.json()));
const mapSchema = z.object({ ItemProcessor: z.looseObject({ States: statesSchema }) });
const caughtSchema = z.array(z.looseObject({ ErrorEquals: z.array(z.string()).min(1) })).default([]);
const tokenSchema = z.looseObject({
  TableName: z.string(),
  ExpressionAttributeValues: z.looseObject({ ':taskToken': z.object({ S: z.string() }) }),
});

/** How often something fails changes no payload: everything goes on at its first failure. */
function withoutRetries(definition: Definition): JsonObject {
  const states = Object.entries(statesSchema.parse(definition.States)).map(([name, { Retry: _, ...state }]) => {
    const { data } = mapSchema.safeParse(state);
    return [name, data === undefined ? state : { ...state, ItemProcessor: withoutRetries(data.ItemProcessor) }];
  });
  return { ...definition, States: Object.fromEntries(states) };
}

/** The states of a machine, those within its maps too. */
function statesOf({ States }: Definition): readonly (readonly [string, Definition])[] {
  return Object.entries(statesSchema.parse(States)).flatMap(([name, state]) => {
    const { data } = mapSchema.safeParse(state);
    return [[name, state] as const, ...(data === undefined ? [] : statesOf(data.ItemProcessor))];
  });
}

const definitions = new Map(machineNames.map((name) => [name, withoutRetries(deployedMachine(name))] as const));
const states = new Map<string, Definition>(
  [...definitions].flatMap(([machine, definition]) =>
    statesOf(definition).map(([name, state]) => [`${machine}.${name}`, state] as const),
  ),
);

const argumentsSchema = z.looseObject({ FunctionName: z.string().optional() });
const calledBy = ({ Arguments = {} }: Definition): AnyFunctionName | undefined => {
  const { FunctionName } = argumentsSchema.catch({}).parse(Arguments);
  return FunctionName === undefined ? undefined : functionIn(FunctionName);
};

/** All states that run a function. */
export const invoking: readonly string[] = [...states].flatMap(([name, state]) =>
  calledBy(state) === undefined ? [] : [name],
);

/** By errors that it catches, and by what its function may answer besides. */
function turnsOf(state: string, definition: Definition): readonly Turn[] {
  const called = calledBy(definition);
  const answers = called === undefined ? [] : (answersOf[called] ?? []).slice(1);
  const errors = caughtSchema.parse(definition.Catch).map(({ ErrorEquals: [error = ''] }) => error);
  return [
    ...answers.map((each) => ({ state, gives: () => answer(each) })),
    ...errors.map((error) => ({
      state,
      gives: () => {
        throw failure(error === 'States.ALL' ? 'Error' : error, JSON.stringify({ errorMessage: 'it failed' }));
      },
    })),
  ];
}

const described = { ExportStatus: 'COMPLETED', ItemCount: 7, ExportTime: '2026-12-07T05:00:00Z' };
const otherExports: readonly JsonObject[] = [
  { ...described, ExportTime: 1_796_619_600, ItemCount: 0 },
  { ...described, IncrementalExportSpecification: { ExportToTime: '2026-12-07T05:00:00Z' } },
  { ...described, ExportStatus: 'FAILED', FailureCode: 'S3AccessDenied', FailureMessage: 'Access Denied' },
];

/**
 * Runs the machines from each start, and then every way out of every state that they come to: one after the other, each way once. What they
 * start themselves is a start too.
 */
export async function playedEveryWay(starts: readonly Start[], folder: string): Promise<readonly PlayedStart[]> {
  const runs: Run[] = starts.map((start) => ({ start, turns: [] }));
  const seen = new Set<string>();
  const turned = new Set<string>();
  let invocations: Invocation[] = [];
  let visited = new Set<string>();
  let turns: readonly Turn[] = [];

  const reached = <T>(state: string, usual: () => T): JsonObject | T => {
    visited.add(state);
    const turn = turns.find((each) => each.state === state);
    if (turn === undefined) return usual();
    turns = turns.filter((each) => each !== turn);
    return turn.gives();
  };
  const startedByMachine = (machine: MachineName, name: string, input: string) => {
    const key = `${machine} ${input}`;
    if (seen.has(key)) return;
    seen.add(key);
    runs.push({ start: { by: 'a machine', machine, name, input: payloadSchema.parse(JSON.parse(input)) }, turns: [] });
  };

  const machines = await startMachines(
    Object.fromEntries([...definitions].map(([name, definition]) => [name, taggedByState(name, definition)])),
    {
      'lambda:Invoke': ({ FunctionName, Payload }) => {
        const [arn, state = ''] = String(FunctionName).split('@');
        const name = functionIn(arn);
        const payload = payloadSchema.parse(JSON.parse(Buffer.from(String(Payload), 'base64').toString()));
        invocations.push({ state, name, payload });
        return reached(state, () => answer(answersOf[name]?.[0]));
      },
      'states:StartExecution': ({ stateMachineArn, name, input }) => {
        const [arn = '', state = ''] = String(stateMachineArn).split('@');
        const machine = machineNames.find((each) => arn.split(':').at(-2) === each);
        if (machine !== undefined) startedByMachine(machine, String(name), String(input));
        return reached(state, () => ({ executionArn: 'arn', startDate: 0 }));
      },
      'dynamodb:UpdateItem': (input) => {
        const { TableName, ExpressionAttributeValues } = tokenSchema.parse(input);
        return reached(TableName.split('@')[1] ?? '', async () => {
          const taskToken = ExpressionAttributeValues[':taskToken'].S;
          await machines.api('SendTaskSuccess', { taskToken, output: '{}' });
          return {};
        });
      },
      'dynamodb:ExportTableToPointInTime': () => ({ ExportDescription: { ExportArn: 'arn' } }),
      'dynamodb:DescribeExport': () => reached('export', () => ({ ExportDescription: described })),
      's3:GetObject': () =>
        reached('RotationCycle.StartTenants', () => ({
          Body: Buffer.from(JSON.stringify([{ tenantId: TENANT, tenantName: 'contoso' }])).toString('base64'),
        })),
    },
    { folder, aliases: [LIVE] },
  );
  const turnsAt = (state: string): readonly Turn[] =>
    state === 'export'
      ? otherExports.map((ExportDescription) => ({ state, gives: () => ({ ExportDescription }) }))
      : turnsOf(state, states.get(state) ?? {});

  const played: PlayedStart[] = [];
  for (const run of runs) {
    [invocations, visited, turns] = [[], new Set(), run.turns];
    const { status } = await machines.waitFor(await machines.start(run.start.machine, run.start.input));
    played.push({ ...run.start, by: run.turns.length === 0 ? run.start.by : 'a turn', status, invocations });
    for (const state of visited) {
      if (turned.has(state)) continue;
      turned.add(state);
      runs.push(...turnsAt(state).map((turn) => ({ start: run.start, turns: [...run.turns, turn] })));
    }
  }
  await machines.close();
  return played;
}
