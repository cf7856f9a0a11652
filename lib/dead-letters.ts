import { Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { RedrivenQueue } from '../contract/queues.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/** A queue, and where its messages end that fail too often. */
export interface WithDeadLetters {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
}

/** Lets a function look at dead letters and put them back. */
export function grantRedriving(
  user: RotationFunction,
  queues: Readonly<Partial<Record<RedrivenQueue, WithDeadLetters>>>,
): void {
  const all = Object.values(queues);
  const addresses = Object.entries(queues).map(([name, each]) => [
    name,
    { queue: each.queue.queueUrl, deadLetters: each.deadLetters.queueUrl },
  ]);
  user
    .set(variable.deadLetterQueues, Stack.of(user).toJsonString(Object.fromEntries(addresses)))
    .allow({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      resources: all.map(({ deadLetters }) => deadLetters.queueArn),
    })
    .allow({ actions: ['sqs:SendMessage'], resources: all.map(({ queue }) => queue.queueArn) });
}
