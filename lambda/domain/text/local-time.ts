/**
 * An instant as people read it: `Mon, 7 Dec 2026, 05:00 CET`.
 *
 * @param timeZone  IANA zone
 * @param locale  BCP 47; British English if left out
 */
export const localTime = (instant: string | Date, timeZone: string, locale = 'en-GB'): string =>
  written(instant, timeZone, locale, {});

/** As evidence, to the second, so that it shows what came first: `Mon, 7 Dec 2026, 05:00:12 CET`. */
export const exactTime = (instant: string | Date, timeZone: string): string =>
  written(instant, timeZone, 'en-GB', { second: '2-digit' });

function written(instant: string | Date, timeZone: string, locale: string, more: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...more,
    timeZoneName: 'short',
  }).format(new Date(instant));
}
