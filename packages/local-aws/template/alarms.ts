import * as z from 'zod';
import type { AlarmDeclaration } from './declarations.ts';
import { type Found, propertiesOf, unnoticed } from './found.ts';

const metric = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().default(''),
  AlarmActions: z.array(z.string()).default([]),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.enum(['Sum', 'Maximum']),
  Period: z.int(),
  EvaluationPeriods: z.literal(1),
  Threshold: z.number(),
  Tags: unnoticed,
});
const alarm = z.discriminatedUnion('ComparisonOperator', [
  metric.extend({
    ComparisonOperator: z.literal('GreaterThanOrEqualToThreshold'),
    TreatMissingData: z.literal('notBreaching'),
  }),
  metric.extend({ ComparisonOperator: z.literal('LessThanThreshold'), TreatMissingData: z.literal('breaching') }),
]);

export function readAlarm(found: Found): AlarmDeclaration {
  const properties = propertiesOf(found, alarm);
  return {
    logicalId: found.logicalId,
    description: properties.AlarmDescription,
    namespace: properties.Namespace,
    metricName: properties.MetricName,
    dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
    statistic: properties.Statistic,
    periodSeconds: properties.Period,
    raisedBy: properties.ComparisonOperator === 'LessThanThreshold' ? 'too little' : 'too much',
    threshold: properties.Threshold,
    actions: properties.AlarmActions,
  };
}
