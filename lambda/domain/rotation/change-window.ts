import { type WallClock, wallClock } from '../text/wall-clock.ts';

/**
 * When approved resets of a tenant may be carried out: whenever the clocks of its zone show a time between `from` and `to`, on a day of
 * the window. So a change of clocks that skips a window leaves that day without one, and one that shows its hours twice opens it twice.
 */

export const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type WeekDay = (typeof weekDays)[number];

export interface ChangeWindow {
  /** Days on which it opens. */
  readonly days: readonly WeekDay[];
  /** `HH:MM` at which it opens. */
  readonly from: string;
  /** `HH:MM` at which it closes; earlier than `from`: on the day after. */
  readonly to: string;
  /** IANA zone of both. */
  readonly timeZone: string;
}

/** Whether approved resets may be carried out at this instant. */
export function isOpen(window: ChangeWindow, at: Date): boolean {
  const wall = wallClock(window.timeZone)(at.getTime());
  return openingsAround(window, wall).some(({ from, to }) => from <= wall && wall < to);
}

/** The first instant from `at` on at which it is open; `at` itself where it is open then. */
export const opensFrom = (window: ChangeWindow, at: Date): Date =>
  first(window, at, (wall) => {
    const next = openingsAround(window, wall).find(({ to }) => wall < to);
    return next === undefined ? undefined : Math.max(next.from, wall);
  });

/** The first instant from `at` on at which it is closed; `at` itself where it is closed then. */
export const closesFrom = (window: ChangeWindow, at: Date): Date =>
  first(window, at, (wall) => {
    const now = openingsAround(window, wall).find(({ from, to }) => from <= wall && wall < to);
    return now?.to ?? wall;
  });

/**
 * When an approval lapses: at the end of the first window that opens at the deadline or after it. So whoever approves in the last moment
 * still has a whole window before them.
 */
export function endOfFirstAfter(window: ChangeWindow, deadline: Date): Date {
  const wasOpen = isOpen(window, new Date(deadline.getTime() - 1));
  const opens = opensFrom(window, wasOpen ? closesFrom(window, deadline) : deadline);
  return closesFrom(window, opens);
}

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

interface Opening {
  readonly from: number;
  readonly to: number;
}

/** Its openings from the day before to ten days after, as clocks show them. They do not overlap: each is shorter than a day. */
function openingsAround({ days, from, to }: ChangeWindow, wall: number): readonly Opening[] {
  const today = Math.floor(wall / MS_PER_DAY) * MS_PER_DAY;
  const [opens, closes] = [msOf(from), msOf(to)];
  const long = (closes > opens ? closes : closes + MS_PER_DAY) - opens;
  return Array.from({ length: 12 }, (_, i) => today + (i - 1) * MS_PER_DAY)
    .filter((day) => days.some((each) => weekDays.indexOf(each) === new Date(day).getUTCDay()))
    .map((day) => ({ from: day + opens, to: day + opens + long }));
}

function msOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * MS_PER_HOUR + minutes * MS_PER_MINUTE;
}

/** Clocks do not change twice within this time. */
const STEP_MS = 6 * MS_PER_HOUR;
/** A window on one day of the week, whose only hours a change of clocks skips, opens again a week later. */
const MOST_STEPS = (16 * MS_PER_DAY) / STEP_MS;

/**
 * Walks from instant to instant as clocks go: between two changes of clocks, both advance alike.
 *
 * @param next  what is looked for, as clocks show it, from a time that they show; `undefined`: not within ten days
 */
function first({ timeZone }: ChangeWindow, at: Date, next: (wall: number) => number | undefined): Date {
  const clock = wallClock(timeZone);
  let instant = at.getTime();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const wall = clock(instant);
    const until = unchangedUntil(clock, instant);
    const found = next(wall);
    if (found !== undefined && found - wall < until - instant) return new Date(instant + found - wall);
    instant = until;
  }
  throw new Error(`no such instant within 16 days in ${timeZone}`);
}

/** The first minute at which clocks have changed since `instant`, or six hours later where they do not. */
function unchangedUntil(clock: WallClock, instant: number): number {
  const changed = (at: number) => clock(at) - at !== clock(instant) - instant;
  const end = instant + STEP_MS;
  if (!changed(end)) return end;
  // Zones change their clocks at whole minutes.
  let [before, after] = [Math.floor(instant / MS_PER_MINUTE), Math.ceil(end / MS_PER_MINUTE)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (changed(middle * MS_PER_MINUTE)) after = middle;
    else before = middle;
  }
  return after * MS_PER_MINUTE;
}
