import { ExponentialBackoff, type IBackoff, noJitterGenerator } from 'cockatiel';
import type { Now } from '../../ports/clock.ts';

/**
 * How a function goes on asking while Graph or Entra is in trouble: reads, sign-ins, and ending sessions, which may all be asked for
 * twice. A reset is sent once.
 */
export interface Patience {
  readonly now: Now;
  readonly sleep: (seconds: number) => Promise<void>;
  /** From 0 up to, not including, 1. Left out: the longest waits. */
  readonly random?: () => number;
  /** Until when that which begins now may take, in milliseconds since 1970. Left out: without end. */
  readonly deadline?: () => number;
}

/** So long nothing was answered at all. Leaving loses nothing then, and waiting costs nothing in the workflow. */
const IDLE_SECONDS = 10;
/** So long nothing was answered, after something was: leaving would lose it. */
const STALLED_SECONDS = 60;

/** The waits of one piece of work, whose parts are kept while it lasts. */
export interface Waits {
  /** Milliseconds until its deadline. */
  msLeft(): number;
  /** Something was answered: from now on there is something to lose. */
  progressed(): void;
  /** @returns whether it waited; `false`: that would be too long, and the workflow waits instead */
  wait(seconds: number): Promise<boolean>;
}

export function beginWaits({ now, sleep, deadline }: Patience): Waits {
  const end = deadline?.() ?? Number.POSITIVE_INFINITY;
  let waited = 0;
  let longest = IDLE_SECONDS;
  const msLeft = () => end - now().getTime();
  return {
    msLeft,
    progressed() {
      waited = 0;
      longest = STALLED_SECONDS;
    },
    async wait(seconds) {
      if (waited + seconds > longest || seconds * 1_000 >= msLeft()) return false;
      waited += seconds;
      await sleep(seconds);
      return true;
    },
  };
}

/** @returns seconds to wait before the next try of one request. @param asked  what `Retry-After` says; it is never cut short */
export type Backoff = (asked: number | undefined) => number;

const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * Full jitter: a random part of 0.5, 1, 2, 4, 8, 10, 10, … seconds, so that those who failed together do not come back together.
 * Where a time was asked for, that time and up to a tenth more.
 *
 * The library's own executor is not used: it waits on timers of its own, and repeats one call, where a batch holds twenty requests.
 */
export function newBackoff({ random = () => 1 }: Patience): Backoff {
  const factory = new ExponentialBackoff<number>({
    initialDelay: FIRST_MS,
    maxDelay: LONGEST_MS,
    generator: (tries, options) => {
      const [most, next] = noJitterGenerator(tries, options);
      return [random() * most, next];
    },
  });
  let last: IBackoff<unknown> | undefined;
  return (asked) => {
    last = last === undefined ? factory.next() : last.next(undefined);
    const seconds = last.duration / 1_000;
    return asked === undefined ? seconds : Math.max(seconds, asked * (1 + random() / 10));
  };
}

/** A failure that may be over in a moment. */
export interface Trouble {
  /** What `Retry-After` says. */
  readonly retryAfter: number | undefined;
}

/**
 * Asks once, and again while the answer is trouble and there is time.
 *
 * @param patience  left out: asks once
 * @returns the last answer
 */
export async function askPatiently<Answer>(
  patience: Patience | undefined,
  ask: (msLeft: number) => Promise<Answer>,
  troubleIn: (answer: Answer) => Trouble | undefined,
): Promise<Answer> {
  if (patience === undefined) return ask(Number.POSITIVE_INFINITY);
  const waits = beginWaits(patience);
  const backoff = newBackoff(patience);
  for (;;) {
    const answer = await ask(waits.msLeft());
    const trouble = troubleIn(answer);
    if (trouble === undefined || !(await waits.wait(backoff(trouble.retryAfter)))) return answer;
  }
}
