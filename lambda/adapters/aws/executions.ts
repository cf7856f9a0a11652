import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { Executions } from '../../ports/executions.ts';

/** Step Functions keeps executions for 90 days after their end. */
export const executions = (client: SFNClient): Executions => ({
  async inputOf(executionArn) {
    try {
      const { input = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return JSON.parse(input);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist || error instanceof SyntaxError) return undefined;
      throw error;
    }
  },
});
