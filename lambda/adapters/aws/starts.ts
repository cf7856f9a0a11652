import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { CycleStarts, ReopeningStarts, Started } from '../../ports/starts.ts';

/**
 * Starts executions of a machine by name.
 *
 * While an execution of the same name and the same input runs, Step Functions answers as if it had started it: once all the same.
 */
const starts =
  (client: SFNClient, stateMachineArn: string) =>
  async (name: string, input: object): Promise<Started> => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'exists';
      throw error;
    }
  };

/** @param stateMachineArn  ARN of RotationCycle */
export const cycleStarts = (client: SFNClient, stateMachineArn: string): CycleStarts => ({
  start: starts(client, stateMachineArn),
});

/** @param stateMachineArn  ARN of Reopening */
export const reopeningStarts = (client: SFNClient, stateMachineArn: string): ReopeningStarts => ({
  start: starts(client, stateMachineArn),
});
