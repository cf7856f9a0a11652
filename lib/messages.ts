import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.messages;

/** The queue of messages to people, which `notify` sends. */
export class Messages extends Construct {
  readonly queue: Queue;
  /** The dead-letter queue: messages that could not be sent after all tries, for a person to look at. */
  readonly undeliverable: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const base = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.undeliverable = new Queue(this, 'Undeliverable', { ...base, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...base,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(delivery.visibleAfterSeconds),
      deadLetterQueue: { queue: this.undeliverable, maxReceiveCount: delivery.mostReceives },
    });
  }

  grantSending(user: RotationFunction): void {
    user
      .set(variable.messageQueueUrl, this.queue.queueUrl)
      .allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  deliverTo(notify: RotationFunction): void {
    // Not the CDK's event source: it grants two actions more than Lambda needs to poll a queue.
    const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
    notify.allow({ actions: polling.map((each) => `sqs:${each}`), resources: [this.queue.queueArn] });
    const mapping = new EventSourceMapping(this, 'Delivery', {
      target: notify.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: delivery.batchSize,
      maxBatchingWindow: Duration.seconds(delivery.windowSeconds),
      maxConcurrency: delivery.atOnce,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not poll yet.
    mapping.node.addDependency(notify);
  }
}
