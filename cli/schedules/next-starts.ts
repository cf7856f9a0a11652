import { blackOutOn, blackOutsFor } from '../../config/black-outs.ts';
import { type ComingStart, startsOfRun } from '../../config/coming-starts.ts';
import type { Estate, EstateTenant } from '../../config/estate.ts';
import { dayOf } from '../../config/schedule-dates.ts';
import { runName, runsOf, tenantsOfRun } from '../../config/schedule-runs.ts';
import { scheduleWords } from '../../config/schedule-words.ts';
import { cycleIdOf } from '../../lambda/domain/identifiers.ts';
import { localTime } from '../../lambda/domain/text/local-time.ts';
import { wallClock } from '../../lambda/domain/text/wall-clock.ts';

/** One run of a schedule, and when it starts next. */
export interface RunAhead {
  readonly run: string;
  readonly class: 'admin' | 'service';
  readonly words: string;
  readonly timeZone: string;
  readonly tenants: readonly string[];
  readonly starts: readonly StartAhead[];
}

export interface StartAhead {
  readonly cycleId: string;
  /** ISO 8601, UTC. */
  readonly startsAt: string;
  /** By the clocks of the run, of the MSP, and of tenants that have a zone of their own, each zone once. */
  readonly local: readonly { readonly timeZone: string; readonly time: string; readonly tenants?: readonly string[] }[];
  readonly tenants: readonly string[];
  readonly notes: readonly string[];
}

export interface AheadWanted {
  /** Starts of each run. */
  readonly count: number;
  readonly after: Date;
  readonly schedule?: string | undefined;
  /** By short names; none: all. */
  readonly tenants: readonly string[];
}

const DAY_MS = 86_400_000;
/** A run may come once a year; black-outs keep tenants from it for longer only where no day is free. */
const DAYS_PER_START = 370;

/** The next starts of each run, from the estate alone. */
export function runsAhead(estate: Estate, { count, after, schedule, tenants }: AheadWanted): readonly RunAhead[] {
  const until = new Date(after.getTime() + (count + 1) * DAYS_PER_START * DAY_MS);
  const runs = estate.schedules
    .flatMap((each) => runsOf(estate, each))
    .map((run) => ({ run, starts: startsOfRun(estate, run, after, until).toSorted(byInstant) }));
  const all = runs.flatMap(({ starts }) => starts).toSorted(byInstant);
  const isWanted = (each: EstateTenant) => tenants.length === 0 || tenants.includes(each.name);
  return runs
    .filter(({ run }) => schedule === undefined || run.schedule.name === schedule)
    .filter(({ run }) => tenants.length === 0 || tenantsOfRun(estate, run).some(isWanted))
    .map(({ run, starts }) => ({
      run: runName(run),
      class: run.schedule.class,
      words: scheduleWords(run),
      timeZone: run.timeZone,
      tenants: tenantsOfRun(estate, run).filter(isWanted).map(nameOf),
      starts: starts
        .filter(
          (each) => tenants.length === 0 || [...each.tenants, ...each.kept.map(({ tenant }) => tenant)].some(isWanted),
        )
        .slice(0, count)
        .map((each, i, shown) => ahead(estate, each, shown[i - 1], all)),
    }));
}

const byInstant = (a: ComingStart, b: ComingStart) => a.startsAt.getTime() - b.startsAt.getTime();
const nameOf = ({ displayName }: EstateTenant): string => displayName;

function ahead(
  estate: Estate,
  start: ComingStart,
  before: ComingStart | undefined,
  all: readonly ComingStart[],
): StartAhead {
  const { run, startsAt, tenants } = start;
  return {
    cycleId: cycleIdOf(runName(run), startsAt, run.timeZone),
    startsAt: startsAt.toISOString(),
    local: localTimes(estate, start),
    tenants: tenants.map(nameOf),
    notes: [
      ...blackOutNotes(start),
      ...clockNotes(estate, start, before),
      ...overlapNotes(estate, start, all),
      ...decisionNotes(estate, start),
    ],
  };
}

function localTimes(estate: Estate, { run, startsAt, tenants }: ComingStart): StartAhead['local'] {
  const zones = new Map<string, string[] | undefined>([
    [run.timeZone, undefined],
    [estate.msp.timeZone, undefined],
  ]);
  for (const { changeWindow, displayName } of tenants) {
    const zone = changeWindow?.timeZone;
    if (zone === undefined || (zones.has(zone) && zones.get(zone) === undefined)) continue;
    zones.set(zone, [...(zones.get(zone) ?? []), displayName]);
  }
  return [...zones].map(([timeZone, own]) => ({
    timeZone,
    time: localTime(startsAt, timeZone),
    ...(own === undefined ? {} : { tenants: own }),
  }));
}

/** Tenants that black-outs keep from this day, by what becomes of them; and where this start comes from. */
function blackOutNotes({ kept, movedFrom }: ComingStart): string[] {
  const groups = new Map<string, string[]>();
  for (const { tenant, reason, to } of kept) {
    const what = `${to === undefined ? 'skipped, the next start is for them again' : `moved to ${to}`} (black-out: ${reason})`;
    groups.set(what, [...(groups.get(what) ?? []), tenant.displayName]);
  }
  return [
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom} by a black-out`]),
    ...[...groups].map(([what, names]) => `${names.join(', ')}: ${what}`),
  ];
}

/** Clocks of the run and of the MSP change on different days, or only one of them does. */
function clockNotes(estate: Estate, { run, startsAt }: ComingStart, before: ComingStart | undefined): string[] {
  if (before === undefined) return [];
  const offset = (zone: string, at: Date) => wallClock(zone)(at.getTime()) - at.getTime();
  const utc = offset(run.timeZone, startsAt) - offset(run.timeZone, before.startsAt);
  const own = utc - (offset(estate.msp.timeZone, startsAt) - offset(estate.msp.timeZone, before.startsAt));
  return [
    ...(utc === 0 ? [] : [`clocks in ${run.timeZone} have changed since the start before: ${hours(-utc)} in UTC`]),
    ...(own === 0 ? [] : [`${hours(-own)} by the clocks of ${estate.msp.timeZone} than the start before`]),
  ];
}

const hours = (ms: number): string => `${Math.abs(ms) / 3_600_000} h ${ms > 0 ? 'later' : 'earlier'}`;

/** Another start for accounts of the same class, while technicians still decide in this cycle or this one begins in theirs. */
function overlapNotes(estate: Estate, start: ComingStart, all: readonly ComingStart[]): string[] {
  return all.flatMap((other) => {
    if (other === start || other.run.schedule.class !== start.run.schedule.class) return [];
    if (other.startsAt > start.startsAt || decideBefore(estate, other) <= start.startsAt) return [];
    const shared = start.tenants.filter((each) => other.tenants.includes(each));
    return shared.length === 0
      ? []
      : [
          `technicians may still decide in cycle ${cycleIdOf(runName(other.run), other.startsAt, other.run.timeZone)} then: its accounts of ${shared.map(nameOf).join(', ')} that are under way are left out here`,
        ];
  });
}

/** What is approved is carried out then, black-out or not. */
function decisionNotes(estate: Estate, start: ComingStart): string[] {
  const end = decideBefore(estate, start);
  const lastDay = dayOf(wallClock(start.run.timeZone)(end.getTime()));
  const reasons = start.tenants.flatMap((tenant) => {
    const blackOuts = blackOutsFor(estate, tenant);
    const first = daysFrom(start.day, lastDay).find((day) => blackOutOn(blackOuts, day) !== undefined);
    return first === undefined ? [] : `${first} (${blackOutOn(blackOuts, first)?.reason})`;
  });
  return [...new Set(reasons)].map(
    (each) =>
      `technicians may decide into a black-out, from ${each}: what they approve is reset then; rotation pause stops it`,
  );
}

const decideBefore = ({ approvals }: Estate, { run, startsAt }: ComingStart): Date =>
  new Date(startsAt.getTime() + (run.windowHours ?? approvals.windowHours) * 3_600_000);

const daysFrom = (first: string, last: string): readonly string[] =>
  Array.from({ length: Math.max(0, (Date.parse(last) - Date.parse(first)) / DAY_MS + 1) }, (_, i) =>
    dayOf(Date.parse(first) + i * DAY_MS),
  );
