/**
 * Reads `Retry-After`, which is a number of seconds or an HTTP date.
 *
 * @returns seconds from now, rounded up; `undefined` when the header is missing or unreadable
 */
export function retryAfterSeconds(value: string | null | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
}
