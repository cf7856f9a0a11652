import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionTable } from '../contract/functions.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/** Long enough that all requests of a cycle arrive in one batch and become one mail per technician. */
const BATCH_WINDOW = Duration.seconds(20);

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
      // AWS asks for six times the timeout of the function, and the window on top.
      visibilityTimeout: Duration.seconds(6 * functionTable.notify.timeoutSeconds).plus(BATCH_WINDOW),
      // 20 tries take about two hours: longer than SES or a webhook throttles a sender.
      deadLetterQueue: { queue: this.undeliverable, maxReceiveCount: 20 },
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
      batchSize: 100,
      maxBatchingWindow: BATCH_WINDOW,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not poll yet.
    mapping.node.addDependency(notify);
  }
}
