import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ConfigurationSet, EmailSendingEvent, EventDestination, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { variable } from '../contract/variables.ts';
import { deliver, deliveredQueue } from './delivered-queue.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.mailEvents;

/**
 * What becomes of mails: SES tells the default event bus, a rule takes what is ours to a queue, `record-mail-events` records it. By
 * EventBridge and not by a topic: that would need a key of its own, and hand on the same.
 */
export class MailEvents extends Construct {
  /** The dead-letter queue: events that could not be recorded. */
  readonly undeliverable: Queue;
  readonly queue: Queue;
  private readonly set: ConfigurationSet;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.set = new ConfigurationSet(this, 'Set', {
      // Whatever the account does: an address that bounced is not tried again and again, which would cost the sender's reputation.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.set.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'Bus', 'default')),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    const made = deliveredQueue(this, { ...delivery, deadLetters: 'Undeliverable', retention: Duration.days(4) });
    this.queue = made.queue;
    this.undeliverable = made.deadLetters;
    new Rule(this, 'Rule', {
      description: 'What becomes of mails of the password rotation',
      eventPattern: {
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': [this.set.configurationSetName] } } },
      },
      targets: [new SqsQueue(this.queue)],
    });
  }

  /** Lets a function send by the configuration set. @returns its ARN */
  grantSending(user: RotationFunction): string {
    user.set(variable.mailConfigurationSet, this.set.configurationSetName);
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.set.configurationSetName,
    });
  }

  deliverTo(user: RotationFunction): void {
    deliver(this, this.queue, user, delivery);
  }
}
