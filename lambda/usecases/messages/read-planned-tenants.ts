import { mapConcurrently } from '../../domain/concurrency.ts';
import { lastCycleOf } from '../discovery/last-cycle.ts';
import { recordedPlan } from '../discovery/recorded-plan.ts';
import type { PlannedTenant } from './dry-run-summary.ts';
import type { NotifyPorts } from './notify-ports.ts';

/** What a dry run recorded about each tenant that it could read, in the order of the estate. */
export async function readPlannedTenants(
  ports: Pick<NotifyPorts, 'cycles' | 'tenants' | 'rotations' | 'estate'>,
  cycleId: string,
): Promise<readonly PlannedTenant[]> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const lastCycle = lastCycleOf(ports, cycle.openedAt);
  const place = new Map(ports.estate.tenants.map(({ tenantId }, index) => [tenantId, index]));
  const placeOf = ({ tenantId }: { readonly tenantId: string }) => place.get(tenantId) ?? place.size;
  const read = (await ports.cycles.tenantsOf(cycleId)).filter(({ status }) => status === 'closed');
  return mapConcurrently(
    read.toSorted((a, b) => placeOf(a) - placeOf(b)),
    async (tenant) => ({ tenant, plan: await recordedPlan(ports.tenants, lastCycle, cycle.schedule, tenant) }),
  );
}
