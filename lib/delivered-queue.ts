import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueDelivery } from '../contract/queue-delivery.ts';
import type { RotationFunction } from './rotation-function.ts';

export interface DeliveredQueueProps extends Pick<QueueDelivery, 'visibleAfterSeconds' | 'mostReceives'> {
  /** Name of the dead-letter queue below the scope. */
  readonly deadLetters: string;
  readonly retention: Duration;
}

/** A queue whose messages a function works on, and its dead-letter queue: what was not done after all tries, for a person to look at. */
export function deliveredQueue(
  scope: Construct,
  { deadLetters: id, retention, visibleAfterSeconds, mostReceives }: DeliveredQueueProps,
): { readonly queue: Queue; readonly deadLetters: Queue } {
  const base = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new Queue(scope, id, { ...base, retentionPeriod: Duration.days(14) });
  const queue = new Queue(scope, 'Queue', {
    ...base,
    retentionPeriod: retention,
    visibilityTimeout: Duration.seconds(visibleAfterSeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceives },
  });
  return { queue, deadLetters };
}

/** Hands the messages of a queue to a function. Not by the CDK's event source: it grants two actions more than Lambda needs to poll. */
export function deliver(
  scope: Construct,
  queue: Queue,
  user: RotationFunction,
  { batchSize, windowSeconds, atOnce }: Pick<QueueDelivery, 'batchSize' | 'windowSeconds' | 'atOnce'>,
): void {
  const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  user.allow({ actions: polling.map((each) => `sqs:${each}`), resources: [queue.queueArn] });
  const mapping = new EventSourceMapping(scope, 'Delivery', {
    target: user.lambda,
    eventSourceArn: queue.queueArn,
    batchSize,
    ...(windowSeconds === 0 ? {} : { maxBatchingWindow: Duration.seconds(windowSeconds) }),
    maxConcurrency: atOnce,
    reportBatchItemFailures: true,
  });
  // Lambda refuses a mapping whose function may not poll yet.
  mapping.node.addDependency(user);
}
