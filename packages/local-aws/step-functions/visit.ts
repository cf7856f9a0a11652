import * as z from 'zod';
import type { JsonObject } from '../service.ts';
import type { State } from './definition.ts';
import type { Sight } from './expressions.ts';
import { limitedJson, StateFailure } from './failure.ts';
import type { Entry } from './journal.ts';
import type { Scope } from './scope.ts';

const instant = z.iso.datetime({ offset: true });

/** What a state hands on; without `next` its line of states ends. */
export interface Exit {
  readonly output: unknown;
  readonly next: string | undefined;
}

/** What decides a state's way out: the state itself, a Choice rule, or a Catch. */
interface WayOut {
  readonly Output?: unknown;
  readonly Next?: string | undefined;
}

/** One visit of one state: from the moment it is entered until it is left, with all its retries. */
export class Visit {
  retryCount = 0;

  constructor(
    readonly scope: Scope,
    readonly name: string,
    readonly type: State['Type'],
    readonly input: unknown,
    readonly entered: Entry,
  ) {}

  /** `$states.context`. */
  context(more: JsonObject = {}): JsonObject {
    const { execution, map } = this.scope;
    const { part, identity, startedAt } = execution;
    return {
      Execution: {
        Id: identity.arn,
        Input: JSON.parse(identity.input),
        Name: identity.name,
        RoleArn: part.machine.roleArn,
        StartTime: new Date(startedAt).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: part.arn, Name: part.name },
      State: { Name: this.name, EnteredTime: new Date(this.entered.at).toISOString(), RetryCount: this.retryCount },
      ...(map === undefined ? {} : { Map: map }),
      ...more,
    };
  }

  sight(states: JsonObject = {}, context: JsonObject = {}): Sight {
    return {
      state: this.name,
      enteredId: this.entered.id,
      states: { input: this.input, context: this.context(context), ...states },
      millis: this.scope.execution.engine.clock.now().getTime(),
    };
  }

  evaluate(template: unknown, field: string, sight = this.sight()): Promise<unknown> {
    return this.scope.execution.part.machine.expressions.evaluate(template, field, sight);
  }

  /** @param template  a whole number, or an expression for one */
  async whole(template: number | string, field: string): Promise<number> {
    const value = await this.evaluate(template, field);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 99_999_999) return value;
    const complaint = `must be a whole number from 0 to 99999999, but was ${JSON.stringify(value)}`;
    throw this.wrongValue(field, complaint, template);
  }

  /** @param template  an instant as RFC 3339 writes it, or an expression for one */
  async timestamp(template: string | undefined, field: string): Promise<string> {
    const value = await this.evaluate(template, field);
    const parsed = instant.safeParse(value);
    if (parsed.success) return parsed.data;
    throw this.wrongValue(
      field,
      `must be an instant such as 2026-12-07T21:00:00Z, but was ${JSON.stringify(value)}`,
      template,
    );
  }

  wrongValue(field: string, complaint: string, template: unknown): StateFailure {
    return new StateFailure(
      'States.QueryEvaluationError',
      `An error occurred while executing the state '${this.name}' (entered at the event id #${this.entered.id}). ` +
        `The value of '${JSON.stringify(template)}' specified for the field '${field}' ${complaint}.`,
      { state: this.name, location: field },
    );
  }

  /**
   * Leaves the state.
   *
   * @param at  where `way` is written, such as `Catch[0]/`; empty for the state's own fields
   * @param byDefault  what goes on where there is no `Output`
   */
  async exit(way: WayOut, at: string, byDefault: unknown, states: JsonObject = {}): Promise<Exit> {
    const exited = await this.scope.step(async () => {
      const output =
        way.Output === undefined ? byDefault : await this.evaluate(way.Output, `${at}Output`, this.sight(states));
      return {
        type: `${this.type}StateExited`,
        details: { name: this.name, output: limitedJson(output, `the output of state '${this.name}'`) },
        memo: { next: way.Next },
      };
    });
    const next = exited.memo?.next;
    return { output: JSON.parse(String(exited.details.output)), next: typeof next === 'string' ? next : undefined };
  }
}
