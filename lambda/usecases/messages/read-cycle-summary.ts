import type { Message } from '../../domain/cycle/message.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleSummary } from './cycle-summary.ts';
import type { NotifyPorts } from './notify-ports.ts';

/** Adds to a cycle's totals what the team wants by name: tenants that failed, and accounts that are not as they should be. */
export async function readCycleSummary(
  { cycles, rotations, estate, portalUrl }: Pick<NotifyPorts, 'cycles' | 'rotations' | 'estate' | 'portalUrl'>,
  { cycleId, totals, sealHash }: Extract<Message, { kind: 'cycle-closed' }>,
): Promise<CycleSummary> {
  const tenants = await cycles.tenantsOf(cycleId);
  const troubled: Rotation[] = [];
  if (totals.failed + totals.uncertain + totals.expired > 0) {
    for (const { tenantId } of tenants) {
      const found = await rotations.ofTenant(cycleId, tenantId);
      troubled.push(...found.filter((each) => isIn(each, 'failed', 'uncertain', 'expired')));
    }
  }
  const cycle = await cycles.find(cycleId);
  return {
    cycleId,
    dryRun: cycle?.dryRun ?? false,
    failure: cycle?.failure,
    totals,
    sealHash,
    failedTenants: tenants.filter((each) => each.status !== 'closed'),
    troubled,
    portalUrl,
    timeZone: estate.msp.timeZone,
  };
}
