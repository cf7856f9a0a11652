import type { Catcher, Retrier } from './definition.ts';
import { matches, StateFailure } from './failure.ts';
import type { Exit, Visit } from './visit.ts';

/**
 * How long a retrier waits before its nth retry, in seconds: `IntervalSeconds` × `BackoffRate`^(n−1), at most
 * `MaxDelaySeconds`; with full jitter a random part of that.
 *
 * @param random  from 0 up to, not including, 1
 */
export function delaySeconds(
  retrier: Omit<Retrier, 'ErrorEquals'>,
  n: number,
  random: () => number = Math.random,
): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** (n - 1), MaxDelaySeconds);
  return JitterStrategy === 'FULL' ? delay * random() : delay;
}

interface Troubled {
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
}

/** Runs attempts until one ends well or no retrier has a try left; then leaves by the first Catch that matches. */
export async function persist(visit: Visit, state: Troubled, attempt: () => Promise<Exit>): Promise<Exit> {
  const used = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const retrier = state.Retry.find((each) => matches(each.ErrorEquals, error.error));
      const n = (retrier === undefined ? 0 : (used.get(retrier) ?? 0)) + 1;
      if (retrier === undefined || n > retrier.MaxAttempts) return leaveByCatch(visit, state.Catch, error);
      used.set(retrier, n);
      visit.scope.execution.engine.noteRetry(error.error, n);
      await waitBefore(visit, () => delaySeconds(retrier, n) * 1000);
      visit.retryCount++;
    }
  }
}

async function waitBefore({ scope }: Visit, delayMs: () => number): Promise<void> {
  const { time } = scope.execution.engine;
  const note = await scope.step(() => ({ type: 'Retried', memo: { until: time.elapsed() + delayMs() } }));
  // Where the journal knows what came afterwards, the wait is over.
  if (!scope.replaying) await time.reach(Number(note.memo?.until), scope.signal);
}

/** @throws {StateFailure} the failure itself, if no Catch is for it */
function leaveByCatch(visit: Visit, catchers: readonly Catcher[], failure: StateFailure): Promise<Exit> {
  const i = catchers.findIndex((each) => matches(each.ErrorEquals, failure.error));
  const catcher = catchers[i];
  if (catcher === undefined) throw failure;
  const errorOutput = { Error: failure.error, ...(failure.reason === undefined ? {} : { Cause: failure.reason }) };
  return visit.exit(catcher, `Catch[${i}]/`, errorOutput, { errorOutput });
}
