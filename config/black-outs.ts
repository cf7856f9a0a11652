import type { Estate, EstateTenant } from './estate.ts';
import { dayOf, localStarts } from './schedule-dates.ts';
import type { ScheduleRun } from './schedule-runs.ts';

export type BlackOut = NonNullable<Estate['blackOuts']>[number];

/** Why a run does not start on its day for some tenant, and the day that takes its place. */
export interface Moved {
  readonly reason: string;
  /** `2027-01-07`. Left out: no day is free before the next start of the run, which is the next for this tenant too. */
  readonly to?: string;
}

const DAY_MS = 86_400_000;

/** The black-outs that hold for a tenant: those of the MSP, and its own. */
export const blackOutsFor = (
  { blackOuts = [] }: Pick<Estate, 'blackOuts'>,
  tenant?: Pick<EstateTenant, 'blackOuts'>,
): readonly BlackOut[] => [...blackOuts, ...(tenant?.blackOuts ?? [])];

/** @param day  such as `2026-12-24`: days that are written so are in order as texts are */
export const blackOutOn = (blackOuts: readonly BlackOut[], day: string): BlackOut | undefined =>
  blackOuts.find(({ from, to = from }) => from <= day && day <= to);

/**
 * Where a start of a run goes that falls into a black-out: to the next free day from Monday to Friday at the same time of day, since
 * technicians are asked then; a run that starts on a weekend may move to one too. Not as far as the run's next start.
 *
 * @param day  a day of the run, in its zone
 * @returns `undefined`: the day is free
 */
export function movedFrom(run: ScheduleRun, blackOuts: readonly BlackOut[], day: string): Moved | undefined {
  const blackOut = blackOutOn(blackOuts, day);
  if (blackOut === undefined) return undefined;
  const { reason } = blackOut;
  const next = nextDayOf(run, day);
  const weekends = isWeekend(Date.parse(day));
  for (let at = Date.parse(day) + DAY_MS; dayOf(at) < next; at += DAY_MS) {
    if (blackOutOn(blackOuts, dayOf(at)) === undefined && (weekends || !isWeekend(at)))
      return { reason, to: dayOf(at) };
  }
  return { reason };
}

const isWeekend = (day: number): boolean => [0, 6].includes(new Date(day).getUTCDay());

/** The first day after this one on which the run starts by its calendar. */
function nextDayOf(run: ScheduleRun, day: string): string {
  const next = localStarts(run, Number(day.slice(0, 4)), 3)
    .map(dayOf)
    .find((each) => each > day);
  if (next === undefined) throw new Error(`a run has no day after ${day}`);
  return next;
}
