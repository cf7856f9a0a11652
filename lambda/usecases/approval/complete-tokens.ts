import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import { type RotationStore, type TaskTokens, TokensThrottled } from '../../ports/rotation.ts';

export interface CompleteTokensPorts {
  readonly rotations: Pick<RotationStore, 'taskTokenOf' | 'forgetTaskToken'>;
  readonly taskTokens: TaskTokens;
  readonly now: Now;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface TokensCompleted {
  /** Workflows that were told. Others were told before, or do not wait yet. */
  readonly completed: number;
  /** Workflows that were not told: there was no time, or Step Functions did not answer. */
  readonly left: number;
  /** What went wrong, other than being throttled. */
  readonly failures: readonly Error[];
}

/** At the same time. Telling one takes three calls one after the other, of some ms each; an AWS client has 50 connections. */
const AT_ONCE = 32;

/** Step Functions takes bursts, and then a steady rate; after so long it takes many again. */
const PAUSE_MS = 2_000;

/**
 * Tells the workflows of decided rotations to go on, by completing the task tokens that they wait on, each by itself: one that fails stops
 * no other. When Step Functions says that this goes too fast, all that are left wait, and are tried again.
 *
 * @param until  no token is completed after it
 */
export async function completeTokens(
  ports: CompleteTokensPorts,
  keys: readonly RotationKey[],
  until: Date,
): Promise<TokensCompleted> {
  const isLate = (inMs = 0) => ports.now().getTime() + inMs >= until.getTime();
  const failures: Error[] = [];
  let completed = 0;
  let done = 0;
  for (let waiting = keys; ; await ports.sleep(PAUSE_MS)) {
    const refused: RotationKey[] = [];
    const tell = async (key: RotationKey): Promise<void> => {
      if (isLate()) return;
      if (refused.length > 0) return void refused.push(key);
      try {
        if (await completeToken(ports, key)) completed += 1;
        done += 1;
      } catch (error) {
        if (error instanceof TokensThrottled) refused.push(key);
        else failures.push(asError(error, 'A task token could not be completed'));
      }
    };
    await mapConcurrently(waiting, tell, AT_ONCE);
    if (refused.length === 0 || isLate(PAUSE_MS)) return { completed, left: keys.length - done, failures };
    waiting = refused;
  }
}

/** @returns whether a workflow was waiting for the decision */
async function completeToken({ rotations, taskTokens }: CompleteTokensPorts, key: RotationKey): Promise<boolean> {
  const taskToken = await rotations.taskTokenOf(key);
  if (taskToken === undefined) return false;
  const answer = await taskTokens.complete(taskToken);
  await rotations.forgetTaskToken(key, taskToken);
  return answer === 'completed';
}
