import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Settling } from '../../ports/rotation.ts';

/** @param stateMachineArn  ARN of SettleUncertain */
export const settling = (client: SFNClient, stateMachineArn: string): Settling => ({
  async start({ cycleId, tenantId, accountId, rotationId, run = 0 }) {
    const input = JSON.stringify({ cycleId, tenantId, accountId, rotationId, run });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name: `${rotationId}-r${run}`, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error; // it ran, and has ended: as good as started
    }
  },
});
