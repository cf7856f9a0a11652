/** A longer wait is a mistake of the other system: it counts as this long. */
const LONGEST_SECONDS = 86_400;

/** How long the workflow waits where a system that asks to wait names no time. */
export const DEFAULT_WAIT_SECONDS = 30;

/** Statuses of a failure that may be over in a moment. 501 lasts: the server does not have what was asked for. */
export const mayPass = (status: number): boolean => [408, 429].includes(status) || (status >= 500 && status !== 501);

/** The one form of HTTP dates that is still sent. JavaScript would read nearly anything as some date. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads `Retry-After`, which is a number of seconds or an HTTP date. A date is compared with the answer's own `Date`, for our
 * clock may be off.
 *
 * @returns seconds from now, rounded up, a day at most; `undefined` when the header is missing or unreadable
 */
export function retryAfterSeconds(headers: Headers, now: Date): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text)), LONGEST_SECONDS);
  const at = instantOf(text);
  if (at === undefined) return undefined;
  const sent = instantOf(headers.get('date')?.trim() ?? '') ?? now.getTime();
  return Math.min(Math.max(0, Math.ceil((at - sent) / 1_000)), LONGEST_SECONDS);
}

function instantOf(text: string): number | undefined {
  const instant = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
