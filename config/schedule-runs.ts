import type { Estate, EstateTenant, Schedule } from './estate.ts';
import type { ScheduledTime } from './schedule-dates.ts';

/**
 * One occasion of a schedule. Each tenant that has the schedule belongs to exactly one of them: the first, which has no name, unless the
 * tenant chooses another one. So no tenant starts twice, and none is forgotten.
 */
export interface ScheduleRun extends ScheduledTime {
  readonly schedule: Schedule;
  readonly on: Schedule['on'];
  /** Left out: the first one. */
  readonly name?: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** How long technicians may decide; left out: as `approvals` says. */
  readonly windowHours?: number | undefined;
}

/** The occasions of a schedule, the first one first. */
export function runsOf({ msp }: Pick<Estate, 'msp'>, schedule: Schedule): readonly ScheduleRun[] {
  const { every, on, at, windowHours } = schedule;
  const timeZone = schedule.timeZone ?? msp.timeZone;
  const first = { schedule, every, on, at, timeZone, windowHours };
  return [
    first,
    ...(schedule.runs ?? []).map((run) => ({
      ...first,
      name: run.name,
      on: run.on ?? on,
      at: run.at ?? at,
      timeZone: run.timeZone ?? timeZone,
      windowHours: run.windowHours ?? windowHours,
    })),
  ];
}

/** What a run is called, beside those of all schedules: `admin-monthly`, `admin-monthly-america`. Cycle ids have it. */
export const runName = ({ schedule, name }: Pick<ScheduleRun, 'schedule' | 'name'>): string =>
  name === undefined ? schedule.name : `${schedule.name}-${name}`;

/** The tenants that have a schedule at all. */
export const tenantsWith = (
  { tenants }: Pick<Estate, 'tenants'>,
  { name }: Pick<Schedule, 'name'>,
): readonly EstateTenant[] => tenants.filter(({ schedules }) => !('leftOut' in (schedules?.[name] ?? {})));

/** The tenants of one run. */
export const tenantsOfRun = (
  estate: Pick<Estate, 'tenants'>,
  { schedule, name }: Pick<ScheduleRun, 'schedule' | 'name'>,
): readonly EstateTenant[] => tenantsWith(estate, schedule).filter((tenant) => chosenRun(tenant, schedule) === name);

function chosenRun({ schedules }: EstateTenant, { name }: Schedule): string | undefined {
  const said = schedules?.[name];
  return said !== undefined && 'run' in said ? said.run : undefined;
}
