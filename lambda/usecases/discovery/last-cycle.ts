import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { LastCycle } from '../../domain/plan/changes.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { cyclePages } from '../cycle/cycles-back.ts';

/** A schedule starts once a year at least. */
const DAYS_LOOKED_BACK = 400;

export interface FormerCycles {
  readonly cycles: Pick<CycleStore, 'latest' | 'findTenant'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf'>;
}

/** What former cycles decided; or why there is nothing to compare with. */
export type FindLastCycle = (
  schedule: string,
  tenantId: string,
) => Promise<LastCycle | { readonly notCompared: string }>;

/**
 * The newest cycle of the schedule that discovered the tenant. Dry runs decide nothing, and cycles for chosen accounts
 * not about all, so they do not count.
 *
 * @param before  ISO 8601, UTC: only cycles that were opened before it; a dry run is compared with the cycle before it, whenever its
 *   page is opened
 */
export function lastCycleOf({ cycles, rotations, tenants }: FormerCycles, before?: string): FindLastCycle {
  const pageOf = cyclePages(cycles, DAYS_LOOKED_BACK);
  return async (schedule, tenantId) => {
    const counts = (each: Cycle) =>
      each.schedule === schedule &&
      !each.dryRun &&
      each.only === undefined &&
      (before === undefined || each.openedAt < before);
    for (let n = 0, page = await pageOf(0); page.length > 0; n += 1, page = await pageOf(n)) {
      for (const { cycleId } of page.filter(counts)) {
        const tenant = await cycles.findTenant(cycleId, tenantId);
        if (tenant === undefined || tenant.accountsSeen === 0) continue;
        const found = await rotations.ofTenant(cycleId, tenantId);
        return {
          cycleId,
          rotated: found.map(({ accountId, account }) => ({ accountId, userPrincipalName: account.userPrincipalName })),
          leftOut: await tenants.exclusionsOf(cycleId, tenantId),
        };
      }
    }
    return { notCompared: 'no cycle of this schedule has read this tenant yet' };
  };
}
