import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { RotationFunction } from '../rotation-function.ts';
import { catchAll } from './catch-all.ts';
import { extended } from './jsonata.ts';
import { AWS_IN_TROUBLE } from './retries.ts';
import { ROTATION_IDS } from './rotation-ids.ts';
import { runFunction } from './run-function.ts';

export interface PollDirectoryProps {
  readonly verifyReset: RotationFunction;
  /** JSONata for what goes on beside the answer. */
  readonly carried: string;
}

/**
 * Polls the directory once for an uncertain rotation, and hands the answer on as `found`. `not-known`: the poll itself failed; it may
 * have proven the reset before that.
 */
export function pollDirectory(
  scope: Construct,
  { verifyReset, carried }: PollDirectoryProps,
  polled: IChainable,
): LambdaInvoke {
  const poll = runFunction(scope, 'PollDirectory', {
    function: verifyReset,
    payload: extended(ROTATION_IDS, "'poll': true"),
    output: extended(carried, "'found': $states.result.Payload.found"),
    retries: [AWS_IN_TROUBLE],
  });
  // Graph is not asked to wait any longer here: the next poll is soon enough.
  catchAll(poll, polled, extended(carried, "'found': 'not-known'"));
  poll.next(polled);
  return poll;
}
