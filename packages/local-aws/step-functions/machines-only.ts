import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { AwsError, type Call, type JsonObject } from '../service.ts';
import { type StepFunctions, startStepFunctions } from './index.ts';

/** What the called services do; by `service:Action`. */
export type Stubs = Readonly<Record<string, (input: JsonObject, call: Call) => JsonObject | Promise<JsonObject>>>;

export const arnOf = (machine: string) => `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}`;
export const roleArn = 'arn:aws:iam::123456789012:role/machine-role';

export interface RunningMachines extends StepFunctions {
  /** Stands still unless a test lets time pass; `run` and `waitFor` do. */
  readonly clock: VirtualClock;
  readonly calls: readonly Call[];
  readonly executionsFolder: string;
  start(machine: string, input?: unknown, name?: string): Promise<string>;
  /** Runs to the end; the output is parsed. */
  run(machine: string, input?: unknown): Promise<{ status: string; output: unknown; error?: string; cause?: string }>;
  api(action: string, input: JsonObject): Promise<JsonObject>;
  /** The history's first 1,000 events. */
  history(executionArn: string): Promise<JsonObject[]>;
}

/** Step Functions with hand-made machines; calls go to stubs, and to itself. */
export async function startMachines(
  machines: Readonly<Record<string, JsonObject>>,
  stubs: Stubs,
  { folder, clock = virtualClock() }: { readonly folder: string; readonly clock?: VirtualClock },
): Promise<RunningMachines> {
  const calls: Call[] = [];
  const dispatch = async (call: Call): Promise<JsonObject> => {
    calls.push(call);
    const stub =
      stubs[`${call.service}:${call.action}`] ?? (call.service === 'states' ? service.actions[call.action] : undefined);
    if (stub === undefined) throw new AwsError('AccessDeniedException', `no stub for ${call.service}:${call.action}`);
    return stub(call.input, call);
  };
  const executionsFolder = join(folder, 'histories');
  mkdirSync(join(folder, 'states'), { recursive: true });
  const service = await startStepFunctions(
    {
      clock,
      accountId: '123456789012',
      region: 'eu-west-1',
      folder: join(folder, 'states'),
      call: dispatch,
    },
    Object.entries(machines).map(([name, definition]) => ({
      logicalId: name,
      name,
      arn: arnOf(name),
      roleArn,
      definition: { QueryLanguage: 'JSONata', ...definition },
    })),
    { executionsFolder },
  );
  const api = async (action: string, input: JsonObject) => {
    const act = service.actions[action];
    if (act === undefined) throw new Error(`no action ${action}`);
    return act(input, { service: 'states', action, input, principal: { kind: 'operator' } });
  };
  const waitFor: StepFunctions['waitFor'] = (executionArn) => clock.until(service.waitFor(executionArn));
  const start = async (machine: string, input: unknown = {}, name?: string) => {
    const { executionArn } = await api('StartExecution', {
      stateMachineArn: arnOf(machine),
      input: JSON.stringify(input),
      ...(name === undefined ? {} : { name }),
    });
    return String(executionArn);
  };
  return {
    ...service,
    waitFor,
    clock,
    calls,
    executionsFolder,
    api,
    start,
    run: async (machine, input) => {
      const { output, ...end } = await waitFor(await start(machine, input));
      return { ...end, output: output === undefined ? undefined : JSON.parse(output) };
    },
    history: async (executionArn) => {
      const { events } = await api('GetExecutionHistory', { executionArn, maxResults: 1000 });
      return Array.isArray(events) ? events : [];
    },
  };
}

/** A function's answer on the wire. */
export const answer = (payload: unknown): JsonObject => ({
  StatusCode: 200,
  Payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
});

/** A function that threw. */
export const thrown = (errorType: string, errorMessage = 'it failed'): JsonObject => ({
  ...answer({ errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`] }),
  FunctionError: 'Unhandled',
});

/** A state that runs a function with the state's input. */
export const invoke = (more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

/** A state that hands its token to a row and waits. */
export const awaitToken = (more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
  Arguments: {
    TableName: 'table',
    Key: { pk: { S: 'row' } },
    ExpressionAttributeValues: { ':token': { S: '{% $states.context.Task.Token %}' } },
  },
  ...more,
});

/** The token in a call that `awaitToken` made. */
export function tokenIn(input: JsonObject): string {
  const found = /"(AQCA[\w-]+)"/.exec(JSON.stringify(input))?.[1];
  if (found === undefined) throw new Error('no token');
  return found;
}
