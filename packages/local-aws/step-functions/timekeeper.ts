import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Clock, OWN_FILE } from '@m365-rotation/loopback';
import * as z from 'zod';

/** How often the time that has passed is written down, in real milliseconds: a killed process loses no more of it. */
const WRITE_EVERY_MS = 2000;

const written = z.strictObject({ elapsedMs: z.number() });

/**
 * The time of waits and timeouts: milliseconds of the sped-up clock since the folder is new. It stands still while the
 * service doesn't run, so that after a stop every wait goes on with what was left of it.
 */
export class Timekeeper {
  readonly #clock: Clock;
  readonly #file: string;
  readonly #writing: NodeJS.Timeout;
  #base: number;
  readonly #since: number;

  constructor(clock: Clock, file: string) {
    this.#clock = clock;
    this.#file = file;
    this.#since = clock.elapsed();
    this.#base = readElapsed(file);
    this.#writing = setInterval(() => this.#write(), WRITE_EVERY_MS);
    this.#writing.unref();
  }

  elapsed(): number {
    return this.#base + this.#clock.elapsed() - this.#since;
  }

  /** The journals may know of a later time than was written down here. */
  notBefore(elapsedMs: number): void {
    this.#base = Math.max(this.#base, elapsedMs);
  }

  /** Resolves when `elapsed()` has come to the deadline; rejects with the signal's reason when it is aborted. */
  reach(deadline: number, signal: AbortSignal): Promise<void> {
    return this.wait(deadline, signal).reached;
  }

  /** As `reach`, for whoever may lose interest: `cancel` lets go of clock and signal. No signal of its own, as 50,000 executions may wait. */
  wait(deadline: number, signal: AbortSignal): { readonly reached: Promise<void>; cancel(): void } {
    let cancelled = false;
    let stop: () => void = () => undefined;
    let cutOff: () => void = () => undefined;
    const cancel = () => {
      cancelled = true;
      stop();
      signal.removeEventListener('abort', cutOff);
    };
    const reached = new Promise<void>((resolve, reject) => {
      cutOff = () => {
        cancel();
        reject(signal.reason);
      };
      const end = () => {
        if (cancelled) return;
        cancel();
        resolve();
      };
      const arm = () => {
        const left = deadline - this.elapsed();
        if (left > 0) stop = this.#clock.after(left, arm);
        else queueMicrotask(end); // work that is done already comes first
      };
      if (signal.aborted) return cutOff();
      signal.addEventListener('abort', cutOff, { once: true });
      if (deadline !== Number.POSITIVE_INFINITY) arm();
    });
    return { reached, cancel };
  }

  close(): void {
    clearInterval(this.#writing);
    this.#write();
  }

  #write(): void {
    const elapsedMs = this.elapsed();
    writeFileSync(`${this.#file}.new`, JSON.stringify({ elapsedMs }), { mode: OWN_FILE });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readElapsed(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return 0; // a new folder
  }
  return written.parse(JSON.parse(text)).elapsedMs;
}
