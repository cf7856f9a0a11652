import { type Measurement, metricUnits } from '../../domain/cycle/measurement.ts';
import type { Now } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';

/**
 * Metrics as lines of the function's log, in CloudWatch's embedded metric format: no permission, and no call that could fail or cost time.
 *
 * @param write  takes one line of JSON with its line break, past what would wrap it: CloudWatch reads metrics from the root of an event alone
 */
export const emfMetrics = (
  namespace: string,
  now: Now,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Metrics => ({
  put: (measurement) => write(`${JSON.stringify(embedded(namespace, measurement, now()))}\n`),
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const embedded = (namespace: string, { schedule, values, cycleId }: Measurement, at: Date) => ({
  _aws: {
    Timestamp: at.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [['Schedule']],
        Metrics: Object.entries(metricUnits).flatMap(([Name, Unit]) =>
          Object.hasOwn(values, Name) ? [{ Name, Unit }] : [],
        ),
      },
    ],
  },
  Schedule: schedule,
  ...(cycleId === undefined ? {} : { cycleId }),
  ...values,
});
