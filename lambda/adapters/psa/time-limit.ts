import type { Now } from '../../ports/clock.ts';

/** A PSA that says nothing for so long is asked again later. */
const REQUEST_MS = 10_000;
/** For all requests of one call of the port, with the waits between them: `write-tickets` begins none in its last 90 s. */
const CALL_MS = 40_000;

/**
 * @param system  names the PSA in the error
 * @returns gives how many milliseconds the next request may take; throws when the time of all of them is over
 */
export function timeLimit(now: Now, system: string, milliseconds = CALL_MS): () => number {
  const until = now().getTime() + milliseconds;
  return () => {
    const left = until - now().getTime();
    if (left <= 0) throw new Error(`${system} takes too long`);
    return Math.min(REQUEST_MS, left);
  };
}
