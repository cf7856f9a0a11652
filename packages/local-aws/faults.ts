import type { Call } from './service.ts';

/**
 * What goes wrong with one call:
 * - `stop-before`, `stop-after`: the calling function is stopped before the call is carried out, or right after.
 * - `lose-response`: the call is carried out, and its caller sees a broken connection.
 * - `throttle`: the call is refused, as its service refuses calls that come too fast.
 * - `twice`: the call is carried out twice; the caller sees the second answer.
 */
export type Fault = 'stop-before' | 'stop-after' | 'lose-response' | 'throttle' | 'twice';

/** Decides which calls go wrong. Asked once for each call that the caller may make. */
export interface Faults {
  faultFor(call: Call): Fault | undefined;
}

export const noFaults: Faults = { faultFor: () => undefined };

/** The answer to a call never reached its caller: over HTTP a broken connection, inside the cloud this error. */
export class ResponseLost extends Error {
  override readonly name = 'ResponseLost';
}
