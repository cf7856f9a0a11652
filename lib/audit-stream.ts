import { Duration } from 'aws-cdk-lib';
import { CfnEventSourceMapping, EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './reviewed-findings.ts';
import type { RotationFunction } from './rotation-function.ts';

/** A stream keeps records for a day: what was not taken by then is told to the queue while it can still be found. */
const TRIED_FOR = Duration.hours(23);

export interface StreamReaderProps {
  readonly streamArn: string;
  /** How many changes a function gets at most in one call: 1,000 at most. */
  readonly batchSize: number;
  /** How long a batch is waited for that is not full. Not at all, if left out. */
  readonly window?: Duration;
  /** The function says from which change on it failed. Otherwise it takes all, or none. */
  readonly tellsFirstFailed?: true;
}

/**
 * Leads the stream of the audit table to a function, in its order and at least once. A batch that fails comes again, in halves, and what comes
 * after it waits. After 23 hours it is given up, to a queue.
 */
export class StreamReader extends Construct {
  /** Which changes were given up, by their places in the stream: nothing of what is in them. */
  readonly givenUp: Queue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StreamReaderProps,
  ) {
    super(scope, id);
    this.givenUp = new Queue(this, 'GivenUp', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(
      this.givenUp,
      'SQS3',
      'It is where a mapping leaves what it gives up: nothing takes messages from it but people.',
    );
  }

  feed(user: RotationFunction): void {
    const { streamArn, batchSize, window, tellsFirstFailed } = this.props;
    user
      .allow({
        actions: ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((each) => `dynamodb:${each}`),
        resources: [streamArn],
      })
      .allow({
        actions: ['dynamodb:ListStreams'],
        resources: ['*'],
        wildcard:
          'ListStreams knows no resource. Lambda asks for it before it reads a stream; it tells names of streams.',
      })
      .allow({ actions: ['sqs:SendMessage'], resources: [this.givenUp.queueArn] });
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: user.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      ...(window === undefined ? {} : { maxBatchingWindow: window }),
      bisectBatchOnError: true,
      maxRecordAge: TRIED_FOR,
      ...(tellsFirstFailed === undefined ? {} : { reportBatchItemFailures: true }),
    });
    const { defaultChild } = mapping.node;
    if (!(defaultChild instanceof CfnEventSourceMapping))
      throw new Error('the mapping has another construct than expected');
    // Not the CDK's destination: it would grant more of the queue.
    defaultChild.destinationConfig = { onFailure: { destination: this.givenUp.queueArn } };
    // Lambda refuses a mapping whose function may not read yet.
    mapping.node.addDependency(user);
  }
}
