import { expect, test } from '@jest/globals';
import { parseSchedule } from '@m365-rotation/local-aws';
import fc from 'fast-check';
import { instantOf, localStarts, MONTHS_BETWEEN, monthNames, weekNames } from '../../config/schedule-dates.ts';
import type { ScheduleRun } from '../../config/schedule-runs.ts';
import { wallClock } from '../../lambda/domain/text/wall-clock.ts';
import { calendarOf } from '../../lib/schedule-calendar.ts';

/** The dates that the product reckons with are those at which the deployed calendar starts, for twenty years: Croner reads the calendar. */

const FROM = 2026;
const YEARS = 20;
const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const zones = [
  'Africa/Casablanca',
  'America/New_York',
  'America/Santiago',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Apia',
  'Pacific/Auckland',
  'UTC',
];

type Time = Pick<ScheduleRun, 'at' | 'on' | 'every' | 'timeZone'>;

function startsOfCalendar(time: Time): readonly number[] {
  const { expressionString } = calendarOf(time);
  const calendar = parseSchedule(expressionString, time.timeZone);
  if (calendar.kind !== 'cron') throw new Error('a calendar is expected');
  const found: number[] = [];
  // The year of a start is that of the zone's clocks.
  const clock = wallClock(time.timeZone);
  for (
    let at = calendar.nextAfter(new Date(Date.UTC(FROM, 0, 1) - 86_400_000));
    at !== undefined && at.getTime() < Date.UTC(FROM + YEARS, 0, 2);
    at = calendar.nextAfter(at)
  ) {
    const year = new Date(clock(at.getTime())).getUTCFullYear();
    if (year >= FROM && year < FROM + YEARS) found.push(at.getTime());
  }
  return found;
}

const reckoned = (time: Time): readonly number[] => {
  const clock = wallClock(time.timeZone);
  return localStarts(time, FROM, YEARS).flatMap((wall) => instantOf(clock, wall) ?? []);
};

const time: fc.Arbitrary<Time> = fc.record({
  timeZone: fc.constantFrom(...zones),
  on: fc.record({ weekDay: fc.constantFrom(...weekDays), week: fc.constantFrom(...weekNames) }),
  at: fc
    .tuple(fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 23 })), fc.constantFrom(0, 15, 30, 59))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`),
  every: fc.oneof(
    fc.constantFrom('month' as const, 'quarter' as const),
    fc.record({ months: fc.constantFrom(...MONTHS_BETWEEN), from: fc.constantFrom(...monthNames) }),
  ),
});

test('starts are reckoned exactly where the calendar of the template has them', () => {
  fc.assert(
    fc.property(time, (each) => {
      expect({ ...each, starts: reckoned(each) }).toEqual({ ...each, starts: startsOfCalendar(each) });
    }),
    {
      numRuns: 12,
      examples: [
        // Clocks go forward, and back, on the last Sunday.
        [{ timeZone: 'Europe/Berlin', on: { weekDay: 'sunday', week: 'last' }, at: '02:30', every: 'month' }],
        [
          {
            timeZone: 'Australia/Lord_Howe',
            on: { weekDay: 'sunday', week: 'first' },
            at: '01:45',
            every: { months: 6, from: 'october' },
          },
        ],
        [
          {
            timeZone: 'America/New_York',
            on: { weekDay: 'monday', week: 'last' },
            at: '05:00',
            every: { months: 4, from: 'december' },
          },
        ],
      ],
    },
  );
});

test.each([
  [{ months: 2, from: 'february' }, 'last', 'cron(0 5 ? 2,4,6,8,10,12 2L *)'],
  [{ months: 12, from: 'december' }, 'first', 'cron(0 5 ? 12 2#1 *)'],
  [{ months: 1, from: 'may' }, 'fourth', 'cron(0 5 ? * 2#4 *)'],
  ['quarter', 'first', 'cron(0 5 ? 1,4,7,10 2#1 *)'],
] as const)('%j, %s: %s', (every, week, expression) => {
  const on = { weekDay: 'monday', week } as const;
  expect(calendarOf({ every, on, at: '05:00', timeZone: 'UTC' }).expressionString).toBe(expression);
});
