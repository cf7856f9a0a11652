import * as z from 'zod';
import type { MetricFilterDeclaration } from './declarations.ts';
import { type Found, propertiesOf } from './found.ts';

/** The one pattern that is understood: a line whose message is a text. */
const PATTERN = /^\{ \$\.message = "([^"*\\]+)" \}$/;

const metricFilter = z.strictObject({
  LogGroupName: z.string(),
  FilterPattern: z.string().regex(PATTERN, 'only { $.message = "…" } is understood locally'),
  MetricTransformations: z.tuple([
    z.strictObject({ MetricName: z.string(), MetricNamespace: z.string(), MetricValue: z.literal('1') }),
  ]),
});

export function readMetricFilter(found: Found): MetricFilterDeclaration {
  const { LogGroupName, FilterPattern, MetricTransformations } = propertiesOf(found, metricFilter);
  const [{ MetricName, MetricNamespace }] = MetricTransformations;
  return {
    logicalId: found.logicalId,
    logGroup: LogGroupName,
    message: PATTERN.exec(FilterPattern)?.[1] ?? '',
    namespace: MetricNamespace,
    metricName: MetricName,
  };
}
