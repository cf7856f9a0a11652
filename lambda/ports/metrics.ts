import type { Measurement } from '../domain/cycle/measurement.ts';

export interface Metrics {
  /** Tells counts that are known anyway; nothing is read for them. It cannot fail, and nobody waits for it. */
  put(measurement: Measurement): void;
}
