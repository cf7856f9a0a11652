import * as z from 'zod';
import { type WallClock, wallClock } from '../lambda/domain/text/wall-clock.ts';
import type { Contradiction } from './contradiction.ts';

/** The fields of a schedule that say when. A field that is wrong by itself leaves its schedule out here: the schema reports it. */
const schedule = z.object({
  every: z.enum(['month', 'quarter']),
  on: z
    .object({
      weekDay: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
      week: z.enum(['first', 'second', 'third', 'fourth']),
    })
    .default({ weekDay: 'monday', week: 'first' }),
  at: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .default('05:00'),
  timeZone: z.string().optional(),
});
type When = z.output<typeof schedule>;

const dated = z.object({
  msp: z.object({ timeZone: z.string().optional().catch(undefined) }).catch({}),
  schedules: z.array(schedule.optional().catch(undefined)).catch([]),
});

const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const weeks = ['first', 'second', 'third', 'fourth'];
const DAY_MS = 86_400_000;

/** Clocks change by rules that governments alter: further ahead nobody knows. */
const YEARS = 10;

/**
 * Schedules whose time of day does not exist on one of their days, because clocks go forward over it. EventBridge Scheduler skips such
 * a start without a word, so that cycle would never come.
 *
 * @param now  the dates from this year on are looked at, for ten years
 */
export function skippedTimes(value: unknown, now: Date): readonly Contradiction[] {
  const parsed = dated.safeParse(value);
  if (!parsed.success) return [];
  const { msp, schedules } = parsed.data;
  return schedules.flatMap((each, i) => {
    const zone = each?.timeZone ?? msp.timeZone;
    const clock = zone === undefined ? undefined : clockOf(zone);
    if (each === undefined || clock === undefined) return [];
    const missing = datesOf(each, now).find((wall) => !exists(clock, wall));
    if (missing === undefined) return [];
    const date = new Date(missing).toISOString().slice(0, 10);
    return [
      {
        path: ['schedules', i, ...('at' in each ? ['at'] : [])],
        message: `must not be ${each.at}: on ${date} clocks in ${zone} go forward over it, and that cycle would never come`,
      },
    ];
  });
}

/** The local times at which a schedule is to start, written as if they were UTC's. */
function datesOf({ every, on, at }: When, now: Date): readonly number[] {
  const months = Array.from({ length: 12 }, (_, i) => i).filter((month) => every === 'month' || month % 3 === 0);
  const [hour, minute] = at.split(':').map(Number);
  return Array.from({ length: YEARS + 1 }, (_, i) => now.getUTCFullYear() + i).flatMap((year) =>
    months.map((month) => {
      const firstWeekDay = new Date(Date.UTC(year, month, 1)).getUTCDay();
      const day = 1 + ((weekDays.indexOf(on.weekDay) - firstWeekDay + 7) % 7) + 7 * weeks.indexOf(on.week);
      return Date.UTC(year, month, day, hour, minute);
    }),
  );
}

/** `undefined`: there is no such zone, which the schema tells. */
function clockOf(timeZone: string): WallClock | undefined {
  try {
    return wallClock(timeZone);
  } catch {
    return undefined;
  }
}

/** Whether clocks show a local time at some instant: it is as far from UTC as a day before or a day after. */
const exists = (clock: WallClock, wall: number): boolean =>
  [wall - DAY_MS, wall + DAY_MS].some((near) => clock(wall - (clock(near) - near)) === wall);
