import type { Clock } from '@m365-rotation/loopback';
import type { AlarmDeclaration } from './template/declarations.ts';

/** A metric as CloudWatch tells it apart. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics that are collected here. An alarm on another one never has a point. */
export const apiServerError = (apiId: string): Metric => ({
  namespace: 'AWS/ApiGateway',
  name: '5xx',
  dimensions: { ApiId: apiId },
});
export const ofFunction = (name: 'Errors' | 'Invocations' | 'IteratorAge', functionName: string): Metric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName: functionName },
});
export const executionFailed = (machineArn: string): Metric => ({
  namespace: 'AWS/States',
  name: 'ExecutionsFailed',
  dimensions: { StateMachineArn: machineArn },
});

export interface AlarmState {
  readonly alarm: AlarmDeclaration;
  readonly state: 'OK' | 'ALARM';
}

/** What is measured when it is asked for, such as the depth of a queue; `undefined`: it is no such metric, but one that is counted. */
export type Gauge = (metric: Metric) => number | undefined;

/**
 * CloudWatch, as far as adding points up in periods and comparing sums and maxima with what the template's alarms allow goes. A point that is
 * missing breaches where the alarm says so. Periods follow each other on the clock's time of day; the one under way counts as far as it goes.
 */
export class Alarms {
  /** `<alarm> <period>` → the sum or maximum of its points. */
  private readonly points = new Map<string, number>();
  private readonly above = new Set<AlarmDeclaration>();
  private readonly began: number;

  constructor(
    private readonly declared: readonly AlarmDeclaration[],
    private readonly clock: Pick<Clock, 'now'>,
    private readonly gauge: Gauge = () => undefined,
  ) {
    this.began = this.clock.now().getTime();
  }

  /** Notes one event, or one measured value. */
  count(metric: Metric, value = 1): void {
    for (const alarm of this.declared.filter((each) => isOf(each, metric))) {
      const key = keyOf(alarm, this.clock.now());
      const before = this.points.get(key);
      const point = before === undefined ? value : alarm.statistic === 'Sum' ? before + value : Math.max(before, value);
      this.points.set(key, point);
      if (alarm.raisedBy === 'too much' && point >= alarm.threshold) this.above.add(alarm);
    }
  }

  /** Alarms on too much that were raised since the start: their actions would have been carried out. */
  raised(): readonly AlarmDeclaration[] {
    return [...this.above];
  }

  /**
   * How all alarms stand at an instant. A later one than now shows what follows when nothing more happens: days pass here within seconds,
   * and nobody waits for a period to be over.
   */
  states(at = this.clock.now()): readonly AlarmState[] {
    return this.declared.map((alarm) => ({ alarm, state: this.isRaised(alarm, at) ? 'ALARM' : 'OK' }));
  }

  private isRaised(alarm: AlarmDeclaration, at: Date): boolean {
    const { namespace, metricName: name, dimensions } = alarm;
    const measured = this.gauge({ namespace, name, dimensions });
    if (measured !== undefined) return measured >= alarm.threshold;
    const before = new Date(at.getTime() - alarm.periodSeconds * 1000);
    const points = [this.points.get(keyOf(alarm, at)), this.points.get(keyOf(alarm, before))];
    if (alarm.raisedBy === 'too much') return points.some((each = 0) => each >= alarm.threshold);
    // Before a whole period has passed, nothing is missing yet.
    const hasPassed = at.getTime() - this.began >= alarm.periodSeconds * 1000;
    return hasPassed && points.every((each = 0) => each < alarm.threshold);
  }
}

const keyOf = ({ logicalId, periodSeconds }: AlarmDeclaration, at: Date): string =>
  `${logicalId} ${Math.floor(at.getTime() / 1000 / periodSeconds)}`;

const isOf = (alarm: AlarmDeclaration, { namespace, name, dimensions }: Metric) =>
  alarm.namespace === namespace &&
  alarm.metricName === name &&
  JSON.stringify(Object.entries(alarm.dimensions).sort()) === JSON.stringify(Object.entries(dimensions).sort());
