import { Arn, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnEventSourceMapping, EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { filledSecretName } from '../contract/stack.ts';
import { variable } from '../contract/variables.ts';
import { filledSecret } from './filled-secret.ts';
import { accept } from './reviewed-findings.ts';
import type { RotationFunction } from './rotation-function.ts';

/** A stream keeps records for a day: what was not taken by then is told to the queue while it can still be found. */
const TRIED_FOR = Duration.hours(23);
/** Each event is a request of the webhook, of ten seconds at most. */
const BATCH = { bus: 100, webhook: 5 } as const;

/** The records of the audit table as events: for an event bus, and for a webhook. */
export class AuditEvents extends Construct {
  /** Which records were given up, by their places in the stream: nothing of what is in them. */
  readonly unpublished: Queue;
  private readonly secret: CfnSecret | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Estate['events'] & { readonly streamArn: string },
  ) {
    super(scope, id);
    this.unpublished = new Queue(this, 'Unpublished', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(
      this.unpublished,
      'SQS3',
      'It is where a mapping leaves what it gives up: nothing takes messages from it but people.',
    );
    this.secret =
      props.webhook === undefined
        ? undefined
        : filledSecret(this, 'WebhookKey', {
            name: filledSecretName(Stack.of(this).stackName, 'webhook'),
            description: 'Key that signs events for the webhook: {"keyId", "key"}',
            replacedByHand: 'The receiver must know the new key first: the engineer replaces it by hand.',
          });
  }

  deliverTo(user: RotationFunction, to: 'bus' | 'webhook'): void {
    const { streamArn, bus, webhook } = this.props;
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
      .allow({ actions: ['sqs:SendMessage'], resources: [this.unpublished.queueArn] });
    if (to === 'bus' && bus !== undefined) {
      user.set(variable.eventBus, bus).allow({ actions: ['events:PutEvents'], resources: [busArn(this, bus)] });
    }
    if (to === 'webhook' && webhook !== undefined && this.secret !== undefined) {
      user
        .set(variable.webhookUrl, webhook.url)
        .set(variable.webhookSecretId, this.secret.ref)
        .allow({ actions: ['secretsmanager:GetSecretValue'], resources: [this.secret.ref] });
    }
    const mapping = new EventSourceMapping(this, `To-${to}`, {
      target: user.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH[to],
      bisectBatchOnError: true,
      maxRecordAge: TRIED_FOR,
      reportBatchItemFailures: true,
    });
    const { defaultChild } = mapping.node;
    if (!(defaultChild instanceof CfnEventSourceMapping))
      throw new Error('the mapping has another construct than expected');
    // Not the CDK's destination: it would grant more of the queue.
    defaultChild.destinationConfig = { onFailure: { destination: this.unpublished.queueArn } };
    // Lambda refuses a mapping whose function may not read yet.
    mapping.node.addDependency(user);
  }
}

const busArn = (scope: Construct, bus: string): string =>
  bus.startsWith('arn:')
    ? bus
    : Arn.format(
        { service: 'events', resource: 'event-bus', resourceName: bus, arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
        Stack.of(scope),
      );
