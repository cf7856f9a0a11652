import { setMaxListeners } from 'node:events';

/** Work was cut off from outside. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(
    message: string,
    /** Whether the work goes on when the service starts again. */
    readonly goesOn = false,
  ) {
    super(message);
  }
}

/** Whether a signal was aborted because the service stops. */
export const isSuspended = (signal: AbortSignal) => signal.reason instanceof Interrupted && signal.reason.goesOn;

/** A signal that is aborted with another one, or by itself. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  abort(reason: Interrupted): void;
  /** Lets go of the other signal. */
  unlink(): void;
}

/** `AbortSignal.any` keeps what it made for as long as the first signal lives; this lets go of it. */
export function linkedTo(outer: AbortSignal): LinkedSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every iteration and every wait listens
  const pass = () => controller.abort(outer.reason);
  if (outer.aborted) pass();
  outer.addEventListener('abort', pass, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => outer.removeEventListener('abort', pass),
  };
}
