/** Waits, retries and timeouts run on this clock; `speed` makes them shorter. Timestamps stay real. */
export interface Clock {
  readonly speed: number;
  /** Real time, UTC. */
  now(): Date;
  /** Milliseconds of the clock since it was made. It never goes back, whatever happens to the time of day. */
  elapsed(): number;
  /** Calls back after `ms` milliseconds of the clock, which are `ms / speed` real ones. Returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
  /** Resolves after `ms` milliseconds of the clock; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Tells the clock that work is under way that it cannot see, such as a function in a thread of its own. A virtual clock
   * stands still meanwhile; a real one cannot, and does nothing. Gives the work back.
   */
  during<T>(work: Promise<T>): Promise<T>;
}

/** The longest delay that a timer takes: 2^31 − 1 ms. Longer waits are made of several. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** @param speed how many times faster waits pass than in real time; must be above 0 */
export function clockAt(speed: number): Clock {
  if (!(speed > 0)) throw new RangeError(`clock speed must be above 0, got ${speed}`);
  const began = performance.now();
  const after = (ms: number, callback: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const arm = (realMs: number) => {
      const step = Math.min(realMs, LONGEST_TIMER_MS);
      timer = setTimeout(() => (realMs > step ? arm(realMs - step) : callback()), step);
    };
    arm(Math.max(0, ms / speed));
    return () => clearTimeout(timer);
  };
  return {
    speed,
    now: () => new Date(),
    elapsed: () => (performance.now() - began) * speed,
    after,
    sleep: sleepBy(after),
    during: (work) => work,
  };
}

/** `Clock.sleep`, made of `Clock.after`. */
export const sleepBy =
  (after: Clock['after']): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const aborted = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', aborted);
        resolve();
      });
      signal?.addEventListener('abort', aborted, { once: true });
    });
