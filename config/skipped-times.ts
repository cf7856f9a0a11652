import * as z from 'zod';
import { type WallClock, wallClock } from '../lambda/domain/text/wall-clock.ts';
import type { Contradiction } from './contradiction.ts';
import {
  dayOf,
  instantOf,
  localStarts,
  MONTHS_BETWEEN,
  monthNames,
  type ScheduledTime,
  weekNames,
} from './schedule-dates.ts';

/** The fields of a schedule that say when. A field that is wrong by itself leaves its schedule out here: the schema reports it. */
const on = z.object({
  weekDay: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
  week: z.enum(weekNames),
});
const at = z.string().regex(/^\d{2}:\d{2}$/);
const run = z.object({ on: on.optional(), at: at.optional(), timeZone: z.string().optional() });
const schedule = run.extend({
  every: z.union([
    z.enum(['month', 'quarter']),
    z.object({ months: z.literal(MONTHS_BETWEEN), from: z.enum(monthNames) }),
  ]),
  on: on.default({ weekDay: 'monday', week: 'first' }),
  at: at.default('05:00'),
  runs: z.array(run.optional().catch(undefined)).catch([]),
});

const dated = z.object({
  msp: z.object({ timeZone: z.string().optional().catch(undefined) }).catch({}),
  schedules: z.array(schedule.optional().catch(undefined)).catch([]),
});

/** Clocks change by rules that governments alter: further ahead nobody knows. */
const YEARS = 10;

/**
 * Schedules, and runs of them, whose time of day does not exist on one of their days, because clocks go forward over it. EventBridge
 * Scheduler skips such a start without a word, so that cycle would never come.
 *
 * @param now  the dates from this year on are looked at, for ten years
 */
export function skippedTimes(value: unknown, now: Date): readonly Contradiction[] {
  const parsed = dated.safeParse(value);
  if (!parsed.success) return [];
  const { msp, schedules } = parsed.data;
  return schedules.flatMap((each, i) => {
    if (each === undefined) return [];
    const path = ['schedules', i];
    return [
      ...skippedTime({ ...each, timeZone: each.timeZone ?? msp.timeZone }, now, path),
      ...each.runs.flatMap((own, k) =>
        own === undefined
          ? []
          : skippedTime(
              {
                every: each.every,
                on: own.on ?? each.on,
                at: own.at ?? each.at,
                timeZone: own.timeZone ?? each.timeZone ?? msp.timeZone,
              },
              now,
              [...path, 'runs', k],
            ),
      ),
    ];
  });
}

function skippedTime(
  time: ScheduledTime & { readonly timeZone: string | undefined },
  now: Date,
  path: Contradiction['path'],
): readonly Contradiction[] {
  const { at: timeOfDay, timeZone } = time;
  const clock = timeZone === undefined ? undefined : clockOf(timeZone);
  if (clock === undefined) return [];
  const starts = localStarts(time, now.getUTCFullYear(), YEARS + 1);
  const missing = starts.find((wall) => instantOf(clock, wall) === undefined);
  if (missing === undefined) return [];
  const message = `must not be ${timeOfDay}: on ${dayOf(missing)} clocks in ${timeZone} go forward over it, and that cycle would never come`;
  return [{ path: [...path, 'at'], message }];
}

/** `undefined`: there is no such zone, which the schema tells. */
function clockOf(timeZone: string): WallClock | undefined {
  try {
    return wallClock(timeZone);
  } catch {
    return undefined;
  }
}
