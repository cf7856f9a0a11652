import * as z from 'zod';
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
  /** @throws {Error} for a pattern with more than values to compare with */
  constructor(
    private readonly rules: readonly EventRuleDeclaration[],
    private readonly setting: EventRulesSetting,
  ) {
    for (const { logicalId, pattern } of rules) refuseFilters(logicalId, pattern);
  }

  /** Delivers an event by each rule that matches it. */
  async put(event: JsonObject): Promise<void> {
    const queues = this.rules.filter(({ pattern }) => matches(pattern, event)).flatMap(({ queueArns }) => queueArns);
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

const nested = z.record(z.string(), z.unknown());

/** Each field of a pattern is a list of values of which one must be the event's, or a pattern of the fields below. */
export function matches(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event[name];
    if (Array.isArray(wanted)) return (Array.isArray(value) ? value : [value]).some((each) => wanted.includes(each));
    const [below, own] = [nested.safeParse(wanted), nested.safeParse(value)];
    return below.success && own.success && matches(below.data, own.data);
  });
}

function refuseFilters(rule: string, pattern: JsonObject): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    const below = nested.safeParse(wanted);
    if (below.success) refuseFilters(rule, below.data);
    else if (!Array.isArray(wanted) || wanted.some((each) => typeof each === 'object')) {
      throw new Error(`${rule}: the local cloud compares events with values only, not as '${name}' asks`);
    }
  }
}
