import type { WallClock } from '../lambda/domain/text/wall-clock.ts';

/** When a schedule starts, by the clocks of its zone. */
export interface ScheduledTime {
  readonly every: 'month' | 'quarter';
  readonly on: { readonly weekDay: string; readonly week: string };
  /** `05:00`. */
  readonly at: string;
}

const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const weeks = ['first', 'second', 'third', 'fourth'];
const DAY_MS = 86_400_000;

/** The local times at which a schedule is to start in some years, written as if they were UTC's; in order. */
export function localStarts({ every, on, at }: ScheduledTime, fromYear: number, years: number): readonly number[] {
  const months = Array.from({ length: 12 }, (_, i) => i).filter((month) => every === 'month' || month % 3 === 0);
  const [hour, minute] = at.split(':').map(Number);
  return Array.from({ length: years }, (_, i) => fromYear + i).flatMap((year) =>
    months.map((month) => {
      const firstWeekDay = new Date(Date.UTC(year, month, 1)).getUTCDay();
      const day = 1 + ((weekDays.indexOf(on.weekDay) - firstWeekDay + 7) % 7) + 7 * weeks.indexOf(on.week);
      return Date.UTC(year, month, day, hour, minute);
    }),
  );
}

/**
 * The instant at which clocks show a local time: it is as far from UTC as a day before or a day after. Where clocks show it twice, the
 * first one.
 *
 * @returns `undefined`: clocks go forward over it
 */
export function instantOf(clock: WallClock, wall: number): number | undefined {
  const instants = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - (clock(near) - near));
  const shown = instants.filter((instant) => clock(instant) === wall);
  return shown.length === 0 ? undefined : Math.min(...shown);
}
