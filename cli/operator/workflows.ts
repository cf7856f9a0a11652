import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Estate } from '../../config/estate.ts';
import { deployedMachineName, LIVE, type MachineName } from '../../contract/machines.ts';
import { awsCaller } from './aws-caller.ts';

/** The deployed workflows, and who we are to AWS. */
export interface Workflows {
  /** ARN of the AWS identity in the shell, as STS tells it. */
  readonly caller: string;
  /** @returns `exists`: an execution of this name runs or ran, with another input */
  start(machine: MachineName, name: string, input: unknown): Promise<'started' | 'exists'>;
  /** ARN of an execution: what workflows know it by. */
  executionId(machine: MachineName, name: string): string;
  /** `cause`: why it failed, where it says so. @returns `undefined`: there is no such execution */
  describe(
    machine: MachineName,
    name: string,
  ): Promise<
    | { readonly running: boolean; readonly status: string; readonly output?: string; readonly cause?: string }
    | undefined
  >;
}

/** @throws when the shell has no identity of the account that the estate is deployed to */
export async function deployedWorkflows({ aws }: Estate): Promise<Workflows> {
  const caller = await awsCaller(aws);
  const sfn = new SFNClient({ region: aws.region });
  const arnOf = (kind: 'stateMachine' | 'execution', machine: MachineName) =>
    `arn:${caller.split(':')[1]}:states:${aws.region}:${aws.account}:${kind}:${deployedMachineName(aws.stackName, machine)}`;
  const executionId = (machine: MachineName, name: string) => `${arnOf('execution', machine)}:${name}`;
  return {
    caller,
    executionId,
    async start(machine, name, input) {
      try {
        const stateMachineArn = `${arnOf('stateMachine', machine)}:${LIVE}`;
        await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
        return 'started';
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return 'exists';
        throw error;
      }
    },
    async describe(machine, name) {
      try {
        const {
          status = '',
          output,
          cause,
        } = await sfn.send(new DescribeExecutionCommand({ executionArn: executionId(machine, name) }));
        return {
          running: status === 'RUNNING',
          status,
          ...(output === undefined ? {} : { output }),
          ...(cause === undefined ? {} : { cause }),
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
}

/** Names an execution that a person starts, by what it does and by the instant: each run has its own. Step Functions takes 80 characters. */
export const nameOfRun = (what: string, at = new Date()): string => `${what}-${at.toISOString().replace(/\D/g, '')}`;

/** Names are taken for 90 days: one whose execution ended before it did anything gets a number. */
const MOST_NAMES = 5;

/**
 * Starts what runs once under a name, or finds it running.
 *
 * @returns the name that it has
 */
export async function startOnce(
  workflows: Pick<Workflows, 'start' | 'describe'>,
  machine: MachineName,
  name: string,
  input: unknown,
): Promise<{ readonly name: string; readonly startedBefore: boolean }> {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const numbered = number === 1 ? name : `${name}-${number}`;
    if ((await workflows.start(machine, numbered, input)) === 'started')
      return { name: numbered, startedBefore: false };
    if ((await workflows.describe(machine, numbered))?.running === true) return { name: numbered, startedBefore: true };
  }
  throw new Error(
    `executions ${name} to ${name}-${MOST_NAMES} of ${machine} ended without effect: look at their histories`,
  );
}

const POLL_MS = 1_000;

/** Asks once a second. @returns `undefined` when there is no answer within the time */
export async function until<T>(seconds: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= end) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
