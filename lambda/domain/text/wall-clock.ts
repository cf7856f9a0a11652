const MS_PER_MINUTE = 60_000;

/** What clocks of a zone show at an instant, as if it were UTC: both in milliseconds since 1970. */
export type WallClock = (instant: number) => number;

/** @throws {RangeError} there is no such zone */
export function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (instant) => {
    const whole = Math.floor(instant / MS_PER_MINUTE) * MS_PER_MINUTE;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    return shown + (instant - whole);
  };
}
