import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { variable } from '../contract/variables.ts';
import { deliver, deliveredQueue } from './delivered-queue.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.tickets;

/**
 * The queue of tickets that may lack something. One of their own: a PSA that is down for a day delays no mail, and is waited for longer
 * than mail is.
 */
export class Tickets extends Construct {
  readonly queue: Queue;
  /** Tickets that could not be written in all tries. */
  readonly unwritten: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const made = deliveredQueue(this, { ...delivery, deadLetters: 'Unwritten', retention: Duration.days(6) });
    this.queue = made.queue;
    this.unwritten = made.deadLetters;
  }

  grantSending(user: RotationFunction): void {
    user
      .set(variable.ticketQueueUrl, this.queue.queueUrl)
      .allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  writeWith(writer: RotationFunction): void {
    deliver(this, this.queue, writer, delivery);
  }
}
