import { type Clock, sleepBy } from './clock.ts';
import { Timers } from './timers.ts';

/**
 * A clock on which waiting costs no real time. It stands still until a test lets time pass, and then goes from timer to
 * timer, so that what happens, and in which order, does not depend on how busy the machine is.
 *
 * It goes on only when nothing is at work: when every promise that could be settled has been, and no work that was handed
 * to `during` is under way. Promises, `queueMicrotask` and `process.nextTick` it waits for by itself. It cannot see what
 * goes on outside of them, such as threads, files and sockets: whoever does that must hand it to `during`.
 */
export interface VirtualClock extends Clock {
  /** The time of day goes along with the waits: it is the start and what has elapsed since. */
  now(): Date;
  /** Lets so many milliseconds pass. With 0, everything goes on until it has to wait. */
  pass(ms: number): Promise<void>;
  /**
   * Lets time pass until a promise is settled. Gives what the promise gives.
   *
   * @throws {Error} when nothing is at work and no timer is set: then the promise could never be settled
   */
  until<T>(promise: Promise<T>): Promise<T>;
}

export interface VirtualClockOptions {
  /**
   * Waits end on the next multiple of so many milliseconds, and those that end together go off at once: what they begin goes on side by
   * side, on as many cores as there are, and no longer one after the other. 0, if left out: each wait ends when it is due, by itself.
   */
  readonly grainMs?: number;
}

/** @param start  the time of day at the beginning */
export function virtualClock(
  start = new Date('2026-12-07T05:00:00Z'),
  { grainMs = 0 }: VirtualClockOptions = {},
): VirtualClock {
  const timers = new Timers();
  let elapsed = 0;
  let working = 0;
  let onRest: () => void = () => undefined;

  const onGrain = (due: number) => (grainMs > 0 ? Math.ceil(due / grainMs) * grainMs : due);
  const after = (ms: number, callback: () => void): (() => void) =>
    timers.add(onGrain(elapsed + Math.max(0, ms)), callback);
  const goTo = (due: number) => {
    elapsed = due;
    do timers.take()?.();
    while (grainMs > 0 && timers.nextDue() === due);
  };
  /** Before a turn of the event loop is over, Node settles all promises that can be. */
  const atRest = async () => {
    for (;;) {
      await new Promise<void>((turned) => setImmediate(turned));
      if (working === 0) return;
      await new Promise<void>((rested) => {
        onRest = rested;
      });
    }
  };

  return {
    speed: 1,
    now: () => new Date(start.getTime() + elapsed),
    elapsed: () => elapsed,
    after,
    sleep: sleepBy(after),
    async during(work) {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
        if (working === 0) onRest();
      }
    },
    async pass(ms) {
      const end = elapsed + ms;
      for (;;) {
        await atRest();
        const next = timers.nextDue();
        if (next === undefined || next > end) break;
        goTo(next);
      }
      elapsed = end;
    },
    async until(promise) {
      let settled = false;
      const note = () => {
        settled = true;
      };
      promise.then(note, note);
      for (;;) {
        await atRest();
        if (settled) return promise;
        const next = timers.nextDue();
        if (next === undefined)
          throw new Error('nothing is at work and no timer is set: what is waited for cannot come');
        goTo(next);
      }
    },
  };
}
