import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { type TaskTokens, TokensThrottled } from '../../ports/rotation.ts';

/** Completes task tokens, with an empty result: what happened is in the row. */
export const taskTokens = (client: SFNClient): TaskTokens => ({
  async complete(taskToken) {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
      return 'completed';
    } catch (error) {
      // Used, timed out, or of an execution that ended: its workflow has gone on.
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken) {
        return 'gone';
      }
      if (error instanceof Error && error.name === 'ThrottlingException') {
        throw new TokensThrottled('Step Functions was asked too often', { cause: error });
      }
      throw error;
    }
  },
});
