import type { Estate, Schedule, TenantWithRules } from '../../config/estate.ts';
import { runsOf, type ScheduleRun } from '../../config/schedule-runs.ts';
import { tenantWithRules } from '../../config/tenants-with-rules.ts';
import type { AccountClass } from '../domain/accounts/account.ts';
import { TenantNotReady } from '../domain/errors.ts';
import { didYouMean } from '../domain/text/closest.ts';

/** @throws {TenantNotReady} the estate has no such tenant, or none any more */
export function tenantOf(estate: Estate, tenantId: string): TenantWithRules {
  const tenant = tenantWithRules(estate, tenantId);
  if (tenant === undefined) throw new TenantNotReady(`the estate has no tenant ${tenantId}: was it removed?`);
  return tenant;
}

/** @throws {Error} the estate has no schedule of this name; the message lists those that it has */
export function scheduleOf(estate: Estate, name: string): Schedule {
  const schedule = estate.schedules.find((each) => each.name === name);
  if (schedule !== undefined) return schedule;
  const known = estate.schedules.map((each) => each.name);
  throw new Error(`the estate has no schedule '${name}'; it has: ${known.join(', ')}${didYouMean(name, known)}`);
}

/** @throws {Error} the estate has no such schedule, or the schedule no such run; the message lists those that there are */
export function runNamed(estate: Estate, schedule: string, name: string | undefined): ScheduleRun {
  const runs = runsOf(estate, scheduleOf(estate, schedule));
  const run = runs.find((each) => each.name === name);
  if (run !== undefined) return run;
  const known = runs.flatMap((each) => each.name ?? []).join(', ') || 'none';
  throw new Error(`the schedule '${schedule}' has no run '${name}'; its runs: ${known}`);
}

/**
 * The schedule by which accounts of a class are rotated out of turn.
 *
 * @param preferred  taken where the estate still has it for this class
 * @returns `undefined` where the estate has no schedule for the class: nobody says how long its technicians may decide
 */
export function scheduleForClass(
  { schedules }: Pick<Estate, 'schedules'>,
  of: AccountClass,
  preferred?: string,
): Schedule | undefined {
  const ofClass = schedules.filter((each) => each.class === of);
  return ofClass.find(({ name }) => name === preferred) ?? ofClass[0];
}
