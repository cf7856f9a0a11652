import { randomUUID } from 'node:crypto';
import type { Clock } from '@m365-rotation/loopback';
import { parseSchedule, type ScheduleExpression } from './schedule-expression.ts';
import { AwsError, type Dispatch, type JsonObject, type Principal } from './service.ts';
import type { ScheduleDeclaration } from './template/declarations.ts';

/** Refusals that trying again doesn't change. */
const FINAL = /^(AccessDenied|Validation|InvalidName|InvalidExecutionInput|ResourceNotFound|StateMachineDoesNotExist)/;
/** The longest wait between two tries, in ms of the clock. */
const LONGEST_WAIT_MS = 60_000;

export interface SchedulerSetting {
  readonly clock: Clock;
  readonly dispatch: Dispatch;
  /** The address of a queue by its ARN. */
  queueUrlOf(arn: string): string;
  /** Told of deliveries of rate schedules that failed in the end. */
  onFailure(error: unknown): void;
}

interface Entry {
  readonly declared: ScheduleDeclaration;
  readonly expression: ScheduleExpression;
}

/**
 * Fires schedules. Those with a rate fire by themselves, on the clock, from one period after the start on. Those with a
 * calendar fire when they are told to: nobody waits for the first Monday here.
 */
export class Scheduler {
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly cancels = new Map<string, () => void>();
  private readonly closing = new AbortController();

  /** @throws {Error} for an expression or time zone that isn't valid */
  constructor(
    schedules: readonly ScheduleDeclaration[],
    private readonly setting: SchedulerSetting,
  ) {
    this.entries = new Map(
      schedules.map((declared) => {
        return [
          declared.name,
          { declared, expression: parseSchedule(declared.expression, declared.timeZone) },
        ] as const;
      }),
    );
  }

  start(): void {
    for (const { declared, expression } of this.entries.values()) {
      if (declared.enabled && expression.kind === 'rate') this.repeat(declared, expression.milliseconds);
    }
  }

  /** When a schedule fires next after an instant; `undefined`: never, or it has a rate. */
  nextAfter(name: string, date: Date): Date | undefined {
    const { expression } = this.entry(name);
    return expression.kind === 'cron' ? expression.nextAfter(date) : undefined;
  }

  /**
   * Fires a schedule as if it were this instant, and tells what its target answered.
   *
   * @throws {Error} what the target refused with; the event is in the schedule's dead-letter queue then
   */
  async fire(name: string, instant: Date): Promise<JsonObject> {
    const { declared } = this.entry(name);
    const { maximumAttempts, maximumEventAgeSeconds } = declared.retry;
    let waitedMs = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.invokeTarget(declared, instant, attempt);
      } catch (error) {
        const waitMs = Math.min(1000 * 2 ** (attempt - 1), LONGEST_WAIT_MS);
        const final = error instanceof AwsError && FINAL.test(error.code);
        if (final || attempt > maximumAttempts || waitedMs + waitMs > maximumEventAgeSeconds * 1000) {
          await this.giveUp(declared, instant);
          throw error;
        }
        await this.setting.clock.sleep(waitMs, this.closing.signal);
        waitedMs += waitMs;
      }
    }
  }

  close(): void {
    this.closing.abort(new Error('the local cloud is closing'));
    for (const cancel of this.cancels.values()) cancel();
  }

  private repeat(declared: ScheduleDeclaration, milliseconds: number): void {
    const cancel = this.setting.clock.after(milliseconds, () => {
      this.repeat(declared, milliseconds);
      this.fire(declared.name, this.setting.clock.now()).catch((error) => {
        if (!this.closing.signal.aborted) this.setting.onFailure(error);
      });
    });
    this.cancels.set(declared.name, cancel);
  }

  private invokeTarget(declared: ScheduleDeclaration, instant: Date, attempt: number): Promise<JsonObject> {
    const input = filled(declared, instant, attempt);
    const principal = principalOf(declared);
    if (declared.targetArn.split(':')[2] === 'states') {
      return this.setting.dispatch({
        service: 'states',
        action: 'StartExecution',
        principal,
        input: { stateMachineArn: declared.targetArn, input },
      });
    }
    const payload = Buffer.from(input).toString('base64');
    return this.setting.dispatch({
      service: 'lambda',
      action: 'Invoke',
      principal,
      input: { FunctionName: declared.targetArn, InvocationType: 'Event', Payload: payload },
    });
  }

  /** An event that can't be delivered goes to the dead-letter queue. */
  private async giveUp(declared: ScheduleDeclaration, instant: Date): Promise<void> {
    if (declared.deadLetterArn === undefined) return;
    const { dispatch, queueUrlOf } = this.setting;
    await dispatch({
      service: 'sqs',
      action: 'SendMessage',
      principal: principalOf(declared),
      input: { QueueUrl: queueUrlOf(declared.deadLetterArn), MessageBody: filled(declared, instant, 1) },
    });
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`no schedule '${name}': there are ${[...this.entries.keys()].join(', ')}`);
    return entry;
  }
}

function principalOf({ roleArn }: ScheduleDeclaration): Principal {
  return { kind: 'role', roleArn, name: roleArn.slice(roleArn.lastIndexOf('/') + 1) };
}

/** A schedule's input with what Scheduler knows put in. */
function filled({ input = '{}', arn }: ScheduleDeclaration, instant: Date, attempt: number): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', `${instant.toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}
