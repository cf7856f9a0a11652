import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { filledSecretName } from '../contract/stack.ts';
import { variable } from '../contract/variables.ts';
import { StreamReader } from './audit-stream.ts';
import { filledSecret } from './filled-secret.ts';
import type { RotationFunction } from './rotation-function.ts';

/** Each event is a request of the webhook, of ten seconds at most. */
const BATCH = { bus: 100, webhook: 5 } as const;

/** The records of the audit table as events: for an event bus, or for a webhook. */
export class AuditEvents extends Construct {
  private readonly reader: StreamReader;
  private readonly secret: CfnSecret | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Estate['events'] & { readonly streamArn: string },
  ) {
    super(scope, id);
    const { streamArn, bus, webhook } = props;
    const batchSize = BATCH[bus === undefined ? 'webhook' : 'bus'];
    this.reader = new StreamReader(this, 'Reader', { streamArn, batchSize, tellsFirstFailed: true });
    this.secret =
      webhook === undefined
        ? undefined
        : filledSecret(this, 'WebhookKey', {
            name: filledSecretName(Stack.of(this).stackName, 'webhook'),
            description: 'Key that signs events for the webhook: {"keyId", "key"}',
            replacedByHand: 'The receiver must know the new key first: the engineer replaces it by hand.',
          });
  }

  /** Which records were given up, by their places in the stream: nothing of what is in them. */
  get unpublished(): Queue {
    return this.reader.givenUp;
  }

  deliverTo(user: RotationFunction, to: 'bus' | 'webhook'): void {
    const { bus, webhook } = this.props;
    if (to === 'bus' && bus !== undefined) {
      user.set(variable.eventBus, bus).allow({ actions: ['events:PutEvents'], resources: [busArn(this, bus)] });
    }
    if (to === 'webhook' && webhook !== undefined && this.secret !== undefined) {
      user
        .set(variable.webhookUrl, webhook.url)
        .set(variable.webhookSecretId, this.secret.ref)
        .allow({ actions: ['secretsmanager:GetSecretValue'], resources: [this.secret.ref] });
    }
    this.reader.feed(user);
  }
}

const busArn = (scope: Construct, bus: string): string =>
  bus.startsWith('arn:')
    ? bus
    : Arn.format(
        { service: 'events', resource: 'event-bus', resourceName: bus, arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
        Stack.of(scope),
      );
