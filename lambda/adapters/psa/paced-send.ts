import type { Now } from '../../ports/clock.ts';
import { PsaBusy } from '../../ports/tickets.ts';
import { letGo, type SendCall } from '../outgoing-call.ts';
import { DEFAULT_WAIT_SECONDS, retryAfterSeconds } from '../retry-after.ts';

export interface Pace {
  readonly send: SendCall;
  readonly now: Now;
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** From the beginning of one request to that of the next, in milliseconds. */
  readonly everyMs: number;
}

/**
 * Two runs write tickets at once, and each sends a request every two seconds: one a second together. That is 60 a minute, 300 in five
 * minutes and 3,600 an hour, and keeps what each PSA allows: ConnectWise 60 a minute per API member, HaloPSA 300 in five minutes, Autotask
 * 10,000 an hour for a customer's database and all its integrations, which slows everybody down from half of it on.
 */
export const PACE_MS = 2_000;

/** A wait that the run itself can sit out. */
const SHORT_SECONDS = 20;
const TRIES = 3;

/**
 * Sends the requests of a PSA's adapter, not faster than it allows. A request that it did not take, since there were too many, is sent again
 * where it asks for a short wait.
 *
 * @throws {PsaBusy} it asks for a longer one, or again and again
 */
export function pacedSend({ send, now, sleep, everyMs }: Pace): SendCall {
  let next = 0;
  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      const at = Math.max(now().getTime(), next);
      next = at + everyMs;
      if (at > now().getTime()) await sleep(at - now().getTime());
      const answer = await send(request);
      if (answer.status !== 429) return answer;
      await letGo(answer);
      const seconds = retryAfterSeconds(answer.headers, now()) ?? DEFAULT_WAIT_SECONDS;
      if (seconds > SHORT_SECONDS || tries === TRIES) {
        throw new PsaBusy(`${request.system} takes no more requests for ${seconds} seconds`, seconds);
      }
      next = Math.max(next, now().getTime() + seconds * 1_000);
    }
  };
}
