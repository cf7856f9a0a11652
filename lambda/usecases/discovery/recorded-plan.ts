import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { type Changes, changesSince } from '../../domain/plan/changes.ts';
import { type Plan, planOf } from '../../domain/plan/plan.ts';
import type { TenantStore } from '../../ports/cycle.ts';
import type { FindLastCycle } from './last-cycle.ts';

/** A plan, against the last cycle of its schedule; or why there is nothing to compare with. */
export interface ComparedPlan extends Plan {
  readonly changes: Changes | { readonly notCompared: string };
}

/** Compares a plan with the last cycle of its schedule. */
export async function withChanges(plan: Plan, findLastCycle: FindLastCycle, schedule: string, tenantId: string) {
  const last = await findLastCycle(schedule, tenantId);
  return { ...plan, changes: 'notCompared' in last ? last : changesSince(last, plan) } satisfies ComparedPlan;
}

/** The plan of one tenant as a dry run recorded it. */
export async function recordedPlan(
  tenants: Pick<TenantStore, 'proposalsOf' | 'exclusionsOf'>,
  findLastCycle: FindLastCycle,
  schedule: string,
  tenant: TenantInCycle,
): Promise<ComparedPlan> {
  const { cycleId, tenantId, accountsSeen, excluded: counts, problems = [] } = tenant;
  const [included, excluded] = await Promise.all([
    tenants.proposalsOf(cycleId, tenantId),
    tenants.exclusionsOf(cycleId, tenantId),
  ]);
  return withChanges(planOf({ included, excluded, counts, accountsSeen, problems }), findLastCycle, schedule, tenantId);
}
