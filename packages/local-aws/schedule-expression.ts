import { Cron } from 'croner';

/** When a schedule fires: at instants of a calendar, or again and again. */
export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly milliseconds: number }
  | {
      readonly kind: 'cron';
      /** The first instant after this one; `undefined`: never again. */
      nextAfter(date: Date): Date | undefined;
    };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['minute', MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['day', DAY_MS],
]);

/**
 * Reads `rate(…)` and `cron(minutes hours day-of-month month day-of-week year)` of EventBridge Scheduler. Days of the
 * week are 1 (Sunday) to 7; `2#1` is the month's first Monday, `6L` its last Friday, `L` its last day, and `15W` the day
 * from Monday to Friday that is nearest to the 15th.
 *
 * @param timeZone  IANA name. A local time that a change of clocks skips is skipped; one that occurs twice fires once
 * @throws {Error} for an expression or zone that isn't valid
 */
export function parseSchedule(expression: string, timeZone: string): ScheduleExpression {
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (unitMs !== undefined) {
    const milliseconds = Number(amount) * unitMs;
    if (milliseconds === 0) throw new Error(`${expression}: a rate must be above 0`);
    return { kind: 'rate', milliseconds };
  }
  const calendar = new Cron(cronerPattern(expression), { timezone: 'UTC', mode: '7-part', alternativeWeekdays: true });
  const zone = zoneOf(timeZone);
  return {
    kind: 'cron',
    nextAfter(date) {
      // Croner goes through the times of wall clocks as if they were UTC's, which no change of clocks touches: its own rules
      // for those are not AWS's.
      for (let wall = calendar.nextRun(wallTime(zone, date)); wall !== null; wall = calendar.nextRun(wall)) {
        const instant = instantOf(zone, wall.getTime());
        if (instant !== undefined && instant > date) return instant;
      }
      return undefined;
    },
  };
}

const NUMBER = /^\d+$/;
const MONTH = /^(\d+|[a-z]{3})$/i;
const WEEKDAY = /^([1-7]|[a-z]{3})$/i;
const YEAR = /^(19[7-9]|2[01]\d)\d$/;
/** These stand alone in their fields. */
const ONE_DAY = /^(L|\d+W)$/;
const ONE_WEEKDAY = /^([1-7]|[a-z]{3})(#[1-5]|L)$/i;

/**
 * The expression as Croner takes it: with seconds, and with its spelling of steps and of `L`. Croner checks names and
 * numbers; notations that it takes and AWS does not are refused here.
 */
function cronerPattern(expression: string): string {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6) throw new Error(`${expression}: expected rate(…) or cron(…) with six fields`);
  if ((days === '?') === (weekdays === '?')) {
    throw new Error(`${expression}: exactly one of day-of-month and day-of-week must be '?'`);
  }
  const dayOfMonth = days === '?' || ONE_DAY.test(days) ? days : listOf(days, NUMBER, 31);
  const oneWeekday = weekdays === '?' || ONE_WEEKDAY.test(weekdays);
  return [
    '0',
    listOf(minutes, NUMBER, 59),
    listOf(hours, NUMBER, 23),
    dayOfMonth,
    listOf(months, MONTH, 12),
    oneWeekday ? weekdays.replace(/L$/, '#L') : listOf(weekdays, WEEKDAY, 7),
    listOf(years.replace('*', '1970-2199'), YEAR, 2199),
  ].join(' ');
}

/** `*`, `a`, `a-b`, `a/step`, `a-b/step`, or several with commas. `a/step` goes on to the last number, which Croner wants named. */
function listOf(field: string, value: RegExp, last: number): string {
  const items = field.split(',').map((item) => {
    const [, range = '', step = ''] = /^([^/]+)(\/\d+)?$/.exec(item) ?? [];
    const [from = '', to, ...more] = range.split('-');
    const valid = range === '*' || (value.test(from) && (to === undefined || value.test(to)) && more.length === 0);
    if (!valid) throw new Error(`'${item}' is not supported in the field '${field}' of a schedule`);
    return `${range}${range !== '*' && to === undefined && step !== '' ? `-${last}` : ''}${step}`;
  });
  return items.join(',');
}

const zoneOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

/** What wall clocks in a zone show, to the second, written as if it were UTC. */
function wallTime(zone: Intl.DateTimeFormat, date: Date): Date {
  const parts = new Map(zone.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return new Date(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')));
}

/** The first instant at which wall clocks in a zone show this time; `undefined` if a change of clocks skips it. */
function instantOf(zone: Intl.DateTimeFormat, wall: number): Date | undefined {
  // The offset is the one of a day before or a day after; of two instants, the earlier counts.
  return [-DAY_MS, DAY_MS]
    .map((shift) => new Date(wall - (wallTime(zone, new Date(wall + shift)).getTime() - (wall + shift))))
    .sort((a, b) => a.getTime() - b.getTime())
    .find((each) => wallTime(zone, each).getTime() === wall);
}
