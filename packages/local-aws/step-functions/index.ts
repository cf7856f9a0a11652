import type { Call, Requirement, Service, ServiceContext } from '../service.ts';
import type { MachineDeclaration } from '../template/declarations.ts';
import { actionsOf } from './api.ts';
import type { Status } from './ending.ts';
import { Executions } from './executions.ts';
import { unqualified } from './versions.ts';

/** How an execution ended. `output` is JSON text. */
export interface ExecutionEnd {
  readonly status: Status;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface StepFunctions extends Service {
  /** Goes on with the executions of an earlier run. Call it once, when the services that tasks call are there. */
  resume(): void;
  /**
   * Takes these machines in place of those that it had, as a deployment does. What runs goes on with what it was started with.
   * @throws {Error} naming what is not supported; nothing is changed then
   */
  deploy(machines: readonly MachineDeclaration[]): void;
  /** State transitions so far, in all runs with this folder: states entered, and retries. */
  stateTransitions(): number;
  /** Error → how often a state tried again after it since the start, and the most tries that one visit of a state took. */
  retries(): Readonly<Record<string, { readonly count: number; readonly most: number }>>;
  /** Executions that haven't ended, children of Distributed Maps included. */
  runningCount(): number;
  /** Resolves when the execution has ended. Rejects if there is no such execution. */
  waitFor(executionArn: string): Promise<ExecutionEnd>;
}

export interface StepFunctionsOptions {
  /** Where each execution's history goes, as JSON for people, when it ends and when the service closes. */
  readonly executionsFolder: string;
  /**
   * How long a function may wait in line for one of the few threads that this machine has, in real milliseconds. It does not
   * count for the timeout of its task: AWS has no such line.
   * @default 0
   */
  readonly functionLineMs?: number;
  /** Told of each execution that has ended, children of Distributed Maps left out. */
  readonly onEnded?: (machineArn: string, status: Status) => void;
}

/**
 * Starts Step Functions with the machines of a template.
 *
 * @throws {Error} naming everything in a machine's definition that isn't supported
 */
export async function startStepFunctions(
  context: ServiceContext,
  machines: readonly MachineDeclaration[],
  { executionsFolder, functionLineMs, onEnded }: StepFunctionsOptions,
): Promise<StepFunctions> {
  const executions = new Executions(context, machines, executionsFolder, functionLineMs, onEnded);
  return {
    name: 'states',
    actions: actionsOf(executions),
    requirementsOf: (call) => requirementsOf(executions, call),
    resume: () => executions.resume(),
    deploy: (declared) => executions.deploy(declared),
    close: () => executions.close(),
    stateTransitions: () => executions.transitions,
    retries: () => Object.fromEntries(executions.retries),
    runningCount: () => executions.all().filter(({ status }) => status === 'RUNNING').length,
    waitFor: async (executionArn) => {
      const execution = executions.find(executionArn);
      if (execution === undefined) throw new Error(`there is no execution ${executionArn}`);
      await execution.ended;
      const { status, output, error, cause } = execution;
      return { status, output, error, cause };
    },
  };
}

/** Answers to task tokens are granted on the machine whose task waits; versions and aliases on their machine. */
function requirementsOf(executions: Executions, { action, input }: Call): Requirement[] {
  const needed = (resource: unknown) => [{ action: `states:${action}`, resource: String(resource) }];
  switch (action) {
    case 'SendTaskSuccess':
    case 'SendTaskFailure': {
      const machineArn = executions.tokens.machineOf(input.taskToken);
      return machineArn === undefined ? [] : needed(machineArn); // answering for no task fails whoever tries
    }
    case 'ListStateMachines':
      return needed('*');
    default:
      return needed(input.executionArn ?? unqualified(String(input.stateMachineArn ?? input.mapRunArn)));
  }
}
