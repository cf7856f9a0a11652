import type { WallClock } from '../lambda/domain/text/wall-clock.ts';

/** When a schedule starts, by the clocks of its zone. */
export interface ScheduledTime {
  readonly every: Every;
  readonly on: { readonly weekDay: string; readonly week: string };
  /** `05:00`. */
  readonly at: string;
}

export type Every = 'month' | 'quarter' | { readonly months: number; readonly from: string };

export const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

export const weekNames = ['first', 'second', 'third', 'fourth', 'last'] as const;

/** Divisors of 12: the months are the same each year, which a calendar of EventBridge Scheduler can say, and people can remember. */
export const MONTHS_BETWEEN = [1, 2, 3, 4, 6, 12];

const namesOfMonths: readonly string[] = monthNames;
const namesOfWeeks: readonly string[] = weekNames;
const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY_MS = 86_400_000;
const MONTHLY = { months: 1, from: 'january' };
const QUARTERLY = { months: 3, from: 'january' };

/** The months in which a schedule starts, from 1 to 12, in order. */
export function monthsOf(every: Every): readonly number[] {
  const { months, from } = every === 'month' ? MONTHLY : every === 'quarter' ? QUARTERLY : every;
  const first = namesOfMonths.indexOf(from);
  return monthNames.flatMap((_, i) => ((i - first + 12) % months === 0 ? [i + 1] : []));
}

/** The local times at which a schedule is to start in some years, written as if they were UTC's; in order. */
export function localStarts({ every, on, at }: ScheduledTime, fromYear: number, years: number): readonly number[] {
  const months = monthsOf(every);
  const timeOfDay = millisecondsOf(at);
  return Array.from({ length: years }, (_, i) => fromYear + i).flatMap((year) =>
    months.map((month) => dayIn(year, month, on) + timeOfDay),
  );
}

/** Such as the first Monday, or the last Friday, of a month (from 1). */
function dayIn(year: number, month: number, { weekDay, week }: ScheduledTime['on']): number {
  const wanted = weekDays.indexOf(weekDay);
  if (week === 'last') {
    const last = new Date(Date.UTC(year, month, 0));
    return last.getTime() - ((last.getUTCDay() - wanted + 7) % 7) * DAY_MS;
  }
  const first = new Date(Date.UTC(year, month - 1, 1));
  const weeks = namesOfWeeks.indexOf(week);
  return first.getTime() + (((wanted - first.getUTCDay() + 7) % 7) + 7 * weeks) * DAY_MS;
}

/** A time of day such as `05:00`, from midnight. */
export function millisecondsOf(at: string): number {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return (hour * 60 + minute) * 60_000;
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

/** As `instantOf`; where clocks go forward over the time, the instant at which it would have been, by the clocks before. */
export const instantOrAfter = (clock: WallClock, wall: number): number =>
  instantOf(clock, wall) ?? wall - (clock(wall - DAY_MS) - (wall - DAY_MS));

/** Of a local time that is written as if it were UTC's: `2026-12-07`. */
export const dayOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);
