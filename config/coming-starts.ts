import { wallClock } from '../lambda/domain/text/wall-clock.ts';
import { blackOutsFor, type Moved, movedFrom } from './black-outs.ts';
import type { Estate, EstateTenant } from './estate.ts';
import { dayOf, instantOf, instantOrAfter, localStarts, millisecondsOf } from './schedule-dates.ts';
import { runsOf, type ScheduleRun, tenantsOfRun } from './schedule-runs.ts';

/** A start of a run, and for whom. */
export interface ComingStart {
  readonly run: ScheduleRun;
  /** Local day in the run's zone: `2026-12-07`. */
  readonly day: string;
  readonly startsAt: Date;
  readonly tenants: readonly EstateTenant[];
  /** The day of the calendar, where black-outs moved the start from there. Left out: this is the calendar's own day. */
  readonly movedFrom?: string;
  /** Tenants of the run that black-outs keep from starting on a day of the calendar. */
  readonly kept: readonly KeptTenant[];
}

export interface KeptTenant extends Moved {
  readonly tenant: EstateTenant;
}

const YEARS_AROUND = 3;

/** The starts of all schedules after an instant, up to another one, which is some months away at most; by when they are. */
export const comingStarts = (estate: Estate, after: Date, until: Date): readonly ComingStart[] =>
  estate.schedules
    .flatMap((schedule) => runsOf(estate, schedule))
    .flatMap((run) => startsOfRun(estate, run, after, until))
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());

/** As `comingStarts`, for one run. */
export function startsOfRun(estate: Estate, run: ScheduleRun, after: Date, until: Date): readonly ComingStart[] {
  const clock = wallClock(run.timeZone);
  const isWithin = (instant: number) => instant > after.getTime() && instant <= until.getTime();
  const first = after.getUTCFullYear() - 1;
  const years = until.getUTCFullYear() - first + YEARS_AROUND - 1;
  const days = localStarts(run, first, years);
  return days.flatMap((wall, i) => {
    // What is moved stays before the next start: a day that is over with its month need not be looked at.
    const next = days[i + 1] ?? wall;
    if (next < clock(after.getTime()) || wall > clock(until.getTime())) return [];
    const { free, kept } = keptOn(estate, run, dayOf(wall));
    const instant = instantOf(clock, wall);
    const own =
      instant === undefined || !isWithin(instant)
        ? []
        : [{ run, day: dayOf(wall), startsAt: new Date(instant), tenants: free, kept }];
    const moved = [...new Set(kept.flatMap(({ to }) => to ?? []))].flatMap((day) => {
      const movedTo = instantOrAfter(clock, Date.parse(day) + millisecondsOf(run.at));
      if (!isWithin(movedTo)) return [];
      const tenants = kept.filter(({ to }) => to === day).map(({ tenant }) => tenant);
      return [{ run, day, startsAt: new Date(movedTo), tenants, movedFrom: dayOf(wall), kept: [] }];
    });
    return [...own, ...moved];
  });
}

/** Which tenants of a run start on a day, and which ones black-outs keep from it. */
export function keptOn(
  estate: Estate,
  run: ScheduleRun,
  day: string,
): { readonly free: readonly EstateTenant[]; readonly kept: readonly KeptTenant[] } {
  const forAll = movedFrom(run, blackOutsFor(estate), day);
  const judged = tenantsOfRun(estate, run).map((tenant) => ({
    tenant,
    moved: tenant.blackOuts === undefined ? forAll : movedFrom(run, blackOutsFor(estate, tenant), day),
  }));
  return {
    free: judged.flatMap(({ tenant, moved }) => (moved === undefined ? [tenant] : [])),
    kept: judged.flatMap(({ tenant, moved }) => (moved === undefined ? [] : [{ tenant, ...moved }])),
  };
}

/** The tenants that black-outs have moved to a day, and the day of the run's calendar from which they were moved. */
export function movedTo(
  estate: Estate,
  run: ScheduleRun,
  day: string,
): { readonly from: string; readonly tenants: readonly EstateTenant[] } {
  const from = localStarts(run, Number(day.slice(0, 4)) - 1, 2)
    .map(dayOf)
    .findLast((each) => each < day);
  if (from === undefined) throw new Error(`a run has no day before ${day}`);
  return { from, tenants: keptOn(estate, run, from).kept.flatMap(({ tenant, to }) => (to === day ? [tenant] : [])) };
}
