/**
 * An instant as people read it: `Mon, 7 Dec 2026, 05:00 CET`.
 *
 * @param timeZone  IANA zone
 * @param locale  BCP 47; British English if left out
 */
export function localTime(instant: string | Date, timeZone: string, locale = 'en-GB'): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(instant));
}
