import type { Clock } from '@m365-rotation/loopback';
import type { AlarmDeclaration } from './template/declarations.ts';

/** A metric as CloudWatch tells it apart. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics that are collected here. Alarms on others are never raised: what they watch is not counted. */
export const apiServerError = (apiId: string): Metric => ({
  namespace: 'AWS/ApiGateway',
  name: '5xx',
  dimensions: { ApiId: apiId },
});
export const functionError = (functionName: string): Metric => ({
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: functionName },
});

/**
 * CloudWatch, as far as adding events up in periods and comparing the sums with what the template's alarms allow. Alarms on too little are
 * never raised: days pass here within seconds, between which nobody runs anything.
 */
export class Alarms {
  /** `<alarm> <period>` → events in it. */
  private readonly sums = new Map<string, number>();
  private readonly above = new Set<AlarmDeclaration>();

  constructor(
    private readonly declared: readonly AlarmDeclaration[],
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Notes one event. */
  count(metric: Metric): void {
    for (const alarm of this.declared.filter((each) => each.raisedBy === 'too much' && isOf(each, metric))) {
      const period = Math.floor(this.clock.now().getTime() / 1000 / alarm.periodSeconds);
      const key = `${alarm.logicalId} ${period}`;
      const sum = (this.sums.get(key) ?? 0) + 1;
      this.sums.set(key, sum);
      if (sum >= alarm.threshold) this.above.add(alarm);
    }
  }

  /** Alarms that were raised since the start: their actions would have been carried out. */
  raised(): readonly AlarmDeclaration[] {
    return [...this.above];
  }
}

const isOf = (alarm: AlarmDeclaration, { namespace, name, dimensions }: Metric) =>
  alarm.namespace === namespace &&
  alarm.metricName === name &&
  JSON.stringify(Object.entries(alarm.dimensions).sort()) === JSON.stringify(Object.entries(dimensions).sort());
