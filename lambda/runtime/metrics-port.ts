import { variable } from '../../contract/variables.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import type { Metrics } from '../ports/metrics.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

/** Where functions that use `metrics` tell their counts. */
export const metricsPort = (): { readonly metrics: Metrics } => ({
  metrics: emfMetrics(read(variable.metricNamespace), now),
});
