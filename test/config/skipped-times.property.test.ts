import { expect, test } from '@jest/globals';
import { parseSchedule } from '@m365-rotation/local-aws';
import fc from 'fast-check';
import { skippedTimes } from '../../config/skipped-times.ts';

/** The check against the scheduler that it is about: a schedule is refused exactly where that would leave a cycle out. */

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const weeks = ['first', 'second', 'third', 'fourth'] as const;
const zones = [
  'Africa/Cairo',
  'America/New_York',
  'America/Santiago',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Auckland',
  'UTC',
];
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2037, 0, 1);

/** How often the scheduler starts in the years that are looked at. */
function starts(expression: string, timeZone: string): number {
  const schedule = parseSchedule(expression, timeZone);
  if (schedule.kind !== 'cron') throw new Error('a calendar is expected');
  let count = 0;
  // A day more on each side: the local day of a start may be the neighbouring one in UTC.
  for (let at = schedule.nextAfter(new Date(FROM - 86_400_000)); at !== undefined && at.getTime() < TO + 86_400_000; ) {
    const year = Number(new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(at));
    if (year >= 2026 && year < 2037) count += 1;
    at = schedule.nextAfter(at);
  }
  return count;
}

test('a schedule is refused exactly where the scheduler would leave a start out', () => {
  let refusals = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.nat({ max: 6 }),
      fc.nat({ max: 3 }),
      fc.nat({ max: 4 }),
      fc.constantFrom(0, 15, 30, 59),
      fc.boolean(),
      (timeZone, day, week, hour, minute, quarterly) => {
        const at = `0${hour}:${String(minute).padStart(2, '0')}`;
        const every = quarterly ? 'quarter' : 'month';
        const schedule = { every, on: { weekDay: days[day], week: weeks[week] }, at, timeZone };
        const refused = skippedTimes({ msp: {}, schedules: [schedule] }, new Date(FROM)).length > 0;
        const expression = `cron(${minute} ${hour} ? ${quarterly ? '1,4,7,10' : '*'} ${day + 1}#${week + 1} *)`;
        expect({ ...schedule, refused }).toEqual({
          ...schedule,
          refused: starts(expression, timeZone) < 11 * (quarterly ? 4 : 12),
        });
        if (refused) refusals += 1;
      },
    ),
    {
      numRuns: 25,
      // Some that are refused for certain, so that the property is about them too.
      examples: [
        ['America/New_York', 0, 1, 2, 30, false],
        ['Europe/Berlin', 0, 3, 2, 0, false],
        ['Africa/Cairo', 5, 3, 0, 15, false],
        ['Australia/Sydney', 0, 0, 2, 59, true],
        ['America/Santiago', 0, 0, 0, 0, false],
      ],
    },
  );
  expect(refusals).toBeGreaterThanOrEqual(4);
});
