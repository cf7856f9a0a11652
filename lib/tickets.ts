import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionTable } from '../contract/functions.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/** What happens to many accounts of a tenant at once becomes one note. */
const BATCH_WINDOW = Duration.seconds(20);

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
      // AWS asks for six times the timeout of the function, and the window on top: half an hour between two tries.
      visibilityTimeout: Duration.seconds(6 * functionTable['write-tickets'].timeoutSeconds).plus(BATCH_WINDOW),
      // Three days: a PSA that is down over a weekend gets its tickets on Monday.
      deadLetterQueue: { queue: this.unwritten, maxReceiveCount: 144 },
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
      // As many as one run writes: what lies in the queue does not wait for half an hour.
      batchSize: 10,
      maxBatchingWindow: BATCH_WINDOW,
      // AWS takes no less. Each run keeps to half of the pace that the PSA allows.
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not poll yet.
    mapping.node.addDependency(writer);
  }
}
