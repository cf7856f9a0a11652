import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { variable } from '../contract/variables.ts';
import { deliver, deliveredQueue } from './delivered-queue.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.messages;

/** The queue of messages to people, which `notify` sends. */
export class Messages extends Construct {
  readonly queue: Queue;
  /** The dead-letter queue: messages that could not be sent after all tries, for a person to look at. */
  readonly undeliverable: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const made = deliveredQueue(this, { ...delivery, deadLetters: 'Undeliverable', retention: Duration.days(4) });
    this.queue = made.queue;
    this.undeliverable = made.deadLetters;
  }

  grantSending(user: RotationFunction): void {
    user
      .set(variable.messageQueueUrl, this.queue.queueUrl)
      .allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  deliverTo(notify: RotationFunction): void {
    deliver(this, this.queue, notify, delivery);
  }
}
