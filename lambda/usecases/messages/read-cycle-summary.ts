import type { Message } from '../../domain/cycle/message.ts';
import { hasEnded, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { printable } from '../../domain/text/printable.ts';
import { uncollectedOf } from '../credential/uncollected.ts';
import type { CycleSummary } from './cycle-summary.ts';
import type { NotifyPorts } from './notify-ports.ts';
import { undecidableLines } from './outcome-lines.ts';
import { uncollectedLines } from './uncollected-lines.ts';

/** Adds to a cycle's totals what the team wants by name: tenants that failed, and accounts that are not as they should be. */
export async function readCycleSummary(
  {
    cycles,
    tenants: exclusions,
    rotations,
    links,
    estate,
    pauses,
    now,
    portalUrl,
  }: Pick<NotifyPorts, 'cycles' | 'tenants' | 'rotations' | 'links' | 'estate' | 'pauses' | 'now' | 'portalUrl'>,
  { cycleId, totals, sealHash }: Extract<Message, { kind: 'cycle-closed' }>,
): Promise<CycleSummary> {
  const tenants = await cycles.tenantsOf(cycleId);
  const troubled: Rotation[] = [];
  const open = tenants.reduce((sum, { openCount }) => sum + openCount, 0);
  if (totals.failed + totals.uncertain + totals.expired + open > 0) {
    for (const { tenantId } of tenants) {
      const found = await rotations.ofTenant(cycleId, tenantId);
      troubled.push(...found.filter((each) => isIn(each, 'failed', 'uncertain', 'expired') || !hasEnded(each)));
    }
  }
  const undecidable: string[] = [];
  for (const { tenantId, displayName, excluded } of tenants) {
    if ((excluded['nobody-may-decide'] ?? 0) === 0) continue;
    const lines = undecidableLines(await exclusions.exclusionsOf(cycleId, tenantId));
    undecidable.push(...lines.map((line) => printable(`${displayName}: ${line}`)));
  }
  const cycle = await cycles.find(cycleId);
  const waiting =
    totals.linksIssued === 0
      ? []
      : await uncollectedOf(
          { links },
          cycleId,
          tenants.map(({ tenantId }) => tenantId),
        );
  return {
    cycleId,
    undecidable,
    dryRun: cycle?.dryRun ?? false,
    failure: cycle?.failure,
    totals,
    sealHash,
    failedTenants: tenants.filter((each) => each.status !== 'closed'),
    troubled,
    uncollected: uncollectedLines(waiting, estate.msp.timeZone),
    requested: cycle?.requested,
    standing: { estate, pauses: await pauses.active(), now: now() },
    portalUrl,
  };
}
