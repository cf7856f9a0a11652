/**
 * An instant as people read it: `Mon, 7 Dec 2026, 05:00 CET`.
 *
 * @param timeZone  IANA zone
 * @param locale  BCP 47; British English if left out
 */
export const localTime = (instant: string | Date, timeZone: string, locale = 'en-GB'): string =>
  formatOf(timeZone, locale, false).format(new Date(instant));

/** As evidence, to the second, so that it shows what came first: `Mon, 7 Dec 2026, 05:00:12 CET`. */
export const exactTime = (instant: string | Date, timeZone: string): string =>
  formatOf(timeZone, 'en-GB', true).format(new Date(instant));

/** Making one takes longer than everything else on a line of a ticket or page, and there are few. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string, locale: string, withSeconds: boolean): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone} ${withSeconds}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' as const } : {}),
    timeZoneName: 'short',
  });
  formats.set(name, made);
  return made;
}
