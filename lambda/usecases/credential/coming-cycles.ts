import type { Estate, Schedule } from '../../../config/estate.ts';
import { instantOf, localStarts } from '../../../config/schedule-dates.ts';
import { cycleIdOf } from '../../domain/identifiers.ts';
import { wallClock } from '../../domain/text/wall-clock.ts';

/** A cycle that its schedule will start. */
export interface ComingCycle {
  readonly cycleId: string;
  readonly schedule: Schedule;
  readonly startsAt: Date;
}

/** The cycles that schedules will start after an instant, up to another one, which is some months away at most. */
export const comingCycles = ({ schedules, msp }: Estate, after: Date, until: Date): readonly ComingCycle[] =>
  schedules.flatMap((schedule) => {
    const timeZone = schedule.timeZone ?? msp.timeZone;
    const clock = wallClock(timeZone);
    return localStarts(schedule, after.getUTCFullYear() - 1, 3).flatMap((wall) => {
      const instant = instantOf(clock, wall);
      if (instant === undefined || instant <= after.getTime() || instant > until.getTime()) return [];
      const startsAt = new Date(instant);
      return [{ cycleId: cycleIdOf(schedule.name, startsAt, timeZone), schedule, startsAt }];
    });
  });
