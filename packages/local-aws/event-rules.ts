import { matches, refuseUnsupported } from './event-pattern.ts';
import type { Dispatch, JsonObject } from './service.ts';
import type { EventRuleDeclaration } from './template/declarations.ts';

export interface EventRulesSetting {
  readonly dispatch: Dispatch;
  /** The address of a queue by its ARN. */
  queueUrlOf(arn: string): string;
  /** Told of events that could not be delivered. */
  onFailure(error: unknown): void;
}

/** The default event bus of EventBridge, as far as AWS's services put events on it: rules send them to queues. */
export class EventRules {
  /** @throws {Error} for a pattern with filters that are not supported */
  constructor(
    private readonly rules: readonly EventRuleDeclaration[],
    private readonly setting: EventRulesSetting,
  ) {
    for (const { logicalId, pattern } of rules) refuseUnsupported(logicalId, pattern);
  }

  /** Delivers an event by each rule that matches it. */
  async put(event: JsonObject): Promise<void> {
    const queues = this.rules
      .filter(({ pattern, takesReads }) => (takesReads || !isTrailedRead(event)) && matches(pattern, event))
      .flatMap(({ queueArns }) => queueArns);
    for (const arn of queues) {
      try {
        await this.setting.dispatch({
          service: 'sqs',
          action: 'SendMessage',
          principal: { kind: 'service', name: 'events.amazonaws.com' },
          input: { QueueUrl: this.setting.queueUrlOf(arn), MessageBody: JSON.stringify(event) },
        });
      } catch (error) {
        this.setting.onFailure(error);
      }
    }
  }
}

/**
 * A call that changes nothing, told by CloudTrail: only rules that ask for all management events get it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
const isTrailedRead = ({ 'detail-type': type, detail }: JsonObject): boolean =>
  type === 'AWS API Call via CloudTrail' &&
  typeof detail === 'object' &&
  detail !== null &&
  'readOnly' in detail &&
  detail.readOnly === true;
