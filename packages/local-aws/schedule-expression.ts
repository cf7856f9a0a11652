/** When a schedule fires: at instants of a calendar, or again and again. */
export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly milliseconds: number }
  | {
      readonly kind: 'cron';
      /** The first instant after this one; `undefined`: never again. */
      nextAfter(date: Date): Date | undefined;
    };

/** Cron years end here, as at AWS. */
const LAST_YEAR = 2199;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Reads `rate(…)` and `cron(minutes hours day-of-month month day-of-week year)` of EventBridge Scheduler. Days of the
 * week are 1 (Sunday) to 7; `2#1` is the month's first Monday, `L` its last day.
 *
 * @param timeZone  IANA name. A local time that a change of clocks leaves out is left out; one that comes twice fires once
 * @throws {Error} for an expression or zone that isn't valid
 */
export function parseSchedule(expression: string, timeZone: string): ScheduleExpression {
  const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== undefined) {
    const milliseconds = Number(amount) * { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS }[unitOf(unit)];
    if (milliseconds === 0) throw new Error(`${expression}: a rate must be above 0`);
    return { kind: 'rate', milliseconds };
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minutes, hours, days, months, weekdays, years] = fields;
  if (fields.length !== 6 || minutes === undefined || hours === undefined || days === undefined) {
    throw new Error(`${expression}: expected rate(…) or cron(…) with six fields`);
  }
  if (months === undefined || weekdays === undefined || years === undefined) throw new Error(expression);
  if ((days === '?') === (weekdays === '?')) {
    throw new Error(`${expression}: exactly one of day-of-month and day-of-week must be '?'`);
  }
  const times: { readonly hour: number; readonly minute: number }[] = [];
  const [allMinutes, allHours] = [numbersOf(minutes, 0, 59), numbersOf(hours, 0, 23)];
  for (let hour = 0; hour < 24; hour += 1) {
    for (let minute = 0; minute < 60; minute += 1)
      if (allHours(hour) && allMinutes(minute)) times.push({ hour, minute });
  }
  const inMonth = numbersOf(months, 1, 12, MONTHS);
  const inYear = numbersOf(years, 1970, LAST_YEAR);
  const onDay = days === '?' ? weekdayMatcher(weekdays) : dayMatcher(days);
  const zone = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return {
    kind: 'cron',
    nextAfter(date) {
      const start = localTime(zone, date);
      // Local days, written as UTC midnights. One day back: the zone may be behind.
      for (let day = Date.UTC(start.year, start.month - 1, start.day) - DAY_MS; ; day += DAY_MS) {
        const local = new Date(day);
        if (local.getUTCFullYear() > LAST_YEAR) return undefined;
        if (!inYear(local.getUTCFullYear()) || !inMonth(local.getUTCMonth() + 1) || !onDay(local)) continue;
        for (const { hour, minute } of times) {
          const instant = instantOf(zone, day + hour * 60 * MINUTE_MS + minute * MINUTE_MS);
          if (instant !== undefined && instant > date) return instant;
        }
      }
    },
  };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const unitOf = (text: string) => (text === 'minute' || text === 'hour' ? text : 'day');

/** Whether a number is in a field: `*`, `a`, `a-b`, `a/step`, `a-b/step`, or several with commas. */
function numbersOf(
  field: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): (value: number) => boolean {
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + least : Number(text);
    if (text === '' || !Number.isInteger(value) || value < least || value > most) {
      throw new Error(`'${field}': expected ${least} to ${most}`);
    }
    return value;
  };
  const ranges = field.split(',').map((part) => {
    const [range = '', stepText, ...more] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1 || more.length > 0) throw new Error(`'${field}': a step must be above 0`);
    if (range === '*') return { from: least, to: most, step };
    const [from = '', to, ...rest] = range.split('-');
    if (rest.length > 0) throw new Error(`'${field}': expected a range of two`);
    const first = numberOf(from);
    const last = to === undefined ? (stepText === undefined ? first : most) : numberOf(to);
    if (last < first) throw new Error(`'${field}': the range ends before it begins`);
    return { from: first, to: last, step };
  });
  return (value) => ranges.some(({ from, to, step }) => value >= from && value <= to && (value - from) % step === 0);
}

const lastDayOf = (day: Date) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

function dayMatcher(field: string): (day: Date) => boolean {
  if (field === 'L') return (day) => day.getUTCDate() === lastDayOf(day);
  const matches = numbersOf(field, 1, 31);
  return (day) => matches(day.getUTCDate());
}

function weekdayMatcher(field: string): (day: Date) => boolean {
  const [, name = '', ending = ''] = /^([A-Za-z]+|\d)(#[1-5]|L)$/.exec(field) ?? [];
  if (ending === '') {
    const matches = numbersOf(field, 1, 7, WEEKDAYS);
    return (day) => matches(day.getUTCDay() + 1);
  }
  const matches = numbersOf(name, 1, 7, WEEKDAYS);
  const inPlace = (day: Date) =>
    ending === 'L'
      ? day.getUTCDate() > lastDayOf(day) - 7
      : Math.ceil(day.getUTCDate() / 7) === Number(ending.slice(1));
  return (day) => matches(day.getUTCDay() + 1) && inPlace(day);
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The same wall clock, read as if it were UTC. */
  readonly asUtc: number;
}

function localTime(zone: Intl.DateTimeFormat, date: Date): LocalTime {
  const parts = new Map(zone.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [part('year'), part('month'), part('day')];
  return { year, month, day, asUtc: Date.UTC(year, month - 1, day, part('hour'), part('minute'), part('second')) };
}

/** The first instant at which wall clocks in a zone show this time; `undefined` if a change of clocks leaves it out. */
function instantOf(zone: Intl.DateTimeFormat, wall: number): Date | undefined {
  // The offset is the one of a day before or a day after; of two instants, the earlier counts.
  const candidates = [-DAY_MS, DAY_MS]
    .map((shift) => wall - (localTime(zone, new Date(wall + shift)).asUtc - (wall + shift)))
    .sort((a, b) => a - b);
  const instant = candidates.find((each) => localTime(zone, new Date(each)).asUtc === wall);
  return instant === undefined ? undefined : new Date(instant);
}
