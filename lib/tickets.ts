import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { variable } from '../contract/variables.ts';
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
    const base = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.unwritten = new Queue(this, 'Unwritten', { ...base, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...base,
      retentionPeriod: Duration.days(6),
      visibilityTimeout: Duration.seconds(delivery.visibleAfterSeconds),
      deadLetterQueue: { queue: this.unwritten, maxReceiveCount: delivery.mostReceives },
    });
  }

  grantSending(user: RotationFunction): void {
    user
      .set(variable.ticketQueueUrl, this.queue.queueUrl)
      .allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  writeWith(writer: RotationFunction): void {
    // Not the CDK's event source: it grants two actions more than Lambda needs to poll a queue.
    const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
    writer.allow({ actions: polling.map((each) => `sqs:${each}`), resources: [this.queue.queueArn] });
    const mapping = new EventSourceMapping(this, 'Delivery', {
      target: writer.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: delivery.batchSize,
      maxBatchingWindow: Duration.seconds(delivery.windowSeconds),
      maxConcurrency: delivery.atOnce,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not poll yet.
    mapping.node.addDependency(writer);
  }
}
