import { cycleStore } from '../../lambda/adapters/aws/cycle-store.ts';
import { rotationStore } from '../../lambda/adapters/aws/rotation-store.ts';
import { tenantStore } from '../../lambda/adapters/aws/tenant-store.ts';
import type { CycleStore, RotationStore, TenantStore } from '../../lambda/ports.ts';
import { deployedTables } from '../operator/deployed-tables.ts';
import type { FindLastCycle } from './tenant-plan.ts';

/** How far back to look: more than a year of monthly cycles beside others, and their dry runs. */
const CYCLES = 100;

interface FormerCycles {
  readonly cycles: Pick<CycleStore, 'latest' | 'findTenant'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf'>;
}

/** Finds former cycles in the state table of the deployed product; without it there is nothing to compare with. */
export function lastCycleIn(region: string): FindLastCycle {
  let former: Promise<FindLastCycle> | undefined;
  return async (schedule, tenantId) => {
    try {
      former ??= deployedTables(region).then((tables) =>
        lastCycleOf({ cycles: cycleStore(tables), rotations: rotationStore(tables), tenants: tenantStore(tables) }),
      );
      return await (await former)(schedule, tenantId);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { notCompared: `former cycles could not be read (${reason})` };
    }
  };
}

/** The newest cycle of the schedule that discovered the tenant. Dry runs record no accounts, and cycles for
 * chosen accounts not all of them, so they do not count. */
export function lastCycleOf({ cycles, rotations, tenants }: FormerCycles): FindLastCycle {
  let latest: ReturnType<typeof cycles.latest> | undefined;
  return async (schedule, tenantId) => {
    latest ??= cycles.latest(CYCLES);
    for (const { cycleId } of (await latest).filter(
      (each) => each.schedule === schedule && !each.dryRun && each.only === undefined,
    )) {
      const tenant = await cycles.findTenant(cycleId, tenantId);
      if (tenant === undefined || tenant.accountsSeen === 0) continue;
      const found = await rotations.ofTenant(cycleId, tenantId);
      return {
        cycleId,
        rotated: found.map(({ accountId, account }) => ({ accountId, userPrincipalName: account.userPrincipalName })),
        leftOut: await tenants.exclusionsOf(cycleId, tenantId),
      };
    }
    return { notCompared: 'no cycle of this schedule has read this tenant yet' };
  };
}
