import type { JsonObject } from '../service.ts';
import { StateFailure } from './failure.ts';

/** The history of an execution has at most so many events. */
export const MOST_EVENTS = 25_000;

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** Which event ends an execution how. */
export const endings: Readonly<Record<string, Exclude<Status, 'RUNNING'>>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
};

/** The next event would be the last one, and it isn't success. */
export class HistoryFull extends Error {
  override readonly name = 'HistoryFull';
}

/** The details of `ExecutionFailed` for what the states threw. */
export function failureDetails(error: unknown): JsonObject {
  if (error instanceof StateFailure) return { error: error.error, cause: error.reason };
  if (error instanceof HistoryFull) {
    return {
      error: 'States.Runtime',
      cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
    };
  }
  return { error: 'States.Runtime', cause: error instanceof Error ? error.message : String(error) };
}
