import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { AwsError, type Call, type JsonObject } from '../service.ts';
import { StateFailure } from './failure.ts';
import { type StepFunctions, startStepFunctions } from './index.ts';

/** What called services answer, by `service:Action`. */
export type Stubs = Readonly<Record<string, (input: JsonObject, call: Call) => JsonObject | Promise<JsonObject>>>;

export const arnOf = (machine: string) => `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}`;
export const roleArn = 'arn:aws:iam::123456789012:role/machine-role';

export interface RunningMachines extends StepFunctions {
  /** Stands still unless a test lets time pass; `run` and `waitFor` do. */
  readonly clock: VirtualClock;
  /** Everything that the machines' tasks called, oldest first. */
  readonly calls: readonly Call[];
  readonly executionsFolder: string;
  /** Starts an execution and gives its ARN. */
  start(machine: string, input?: unknown, name?: string): Promise<string>;
  /** Runs to the end; the output is parsed. */
  run(machine: string, input?: unknown): Promise<{ status: string; output: unknown; error?: string; cause?: string }>;
  /** Calls the API of Step Functions as a person at a terminal. */
  api(action: string, input: JsonObject): Promise<JsonObject>;
  /** The history's first 1,000 events. */
  history(executionArn: string): Promise<JsonObject[]>;
}

/**
 * Starts Step Functions with machines that a test has at hand, and stubs in place of the services that their tasks call:
 * what a machine does is tested without its functions and tables. A call that has no stub is refused; machines may start
 * each other without one. Nobody's permissions are checked.
 *
 * @param machines  definitions in Amazon States Language, by name
 * @param aliases   names of aliases that each machine has, which point at its only version; none unless given
 */
export async function startMachines(
  machines: Readonly<Record<string, JsonObject>>,
  stubs: Stubs,
  {
    folder,
    clock = virtualClock(),
    aliases = [],
  }: { readonly folder: string; readonly clock?: VirtualClock; readonly aliases?: readonly string[] },
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
      aliases,
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

/** What a stub throws to fail its task with an error of this very name, whatever Step Functions would call it. */
export const failure = (error: string, cause?: string): Error => new StateFailure(error, cause);

/** For `lambda:Invoke`: a function gave this. */
export const answer = (payload: unknown): JsonObject => ({
  StatusCode: 200,
  Payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
});

/** For `lambda:Invoke`: a function threw an error of this name. */
export const thrown = (errorType: string, errorMessage = 'it failed'): JsonObject => ({
  ...answer({ errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`] }),
  FunctionError: 'Unhandled',
});
