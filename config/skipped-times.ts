import * as z from 'zod';
import { type WallClock, wallClock } from '../lambda/domain/text/wall-clock.ts';
import type { Contradiction } from './contradiction.ts';
import { instantOf, localStarts } from './schedule-dates.ts';

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

const dated = z.object({
  msp: z.object({ timeZone: z.string().optional().catch(undefined) }).catch({}),
  schedules: z.array(schedule.optional().catch(undefined)).catch([]),
});

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
    const starts = localStarts(each, now.getUTCFullYear(), YEARS + 1);
    const missing = starts.find((wall) => instantOf(clock, wall) === undefined);
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

/** `undefined`: there is no such zone, which the schema tells. */
function clockOf(timeZone: string): WallClock | undefined {
  try {
    return wallClock(timeZone);
  } catch {
    return undefined;
  }
}
