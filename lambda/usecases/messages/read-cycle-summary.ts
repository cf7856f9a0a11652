import { mapConcurrently } from '../../domain/concurrency.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { endsOf } from '../../domain/cycle/ends.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { sumOfVaultCounts, vaultCountsOf } from '../../domain/cycle/vault-counts.ts';
import { hasEnded, isIn } from '../../domain/rotation/rotation.ts';
import { printable } from '../../domain/text/printable.ts';
import { uncollectedOf } from '../credential/uncollected.ts';
import { changedElsewhereLines } from './changed-elsewhere-line.ts';
import type { CycleSummary } from './cycle-summary.ts';
import { drillLines } from './drill-line.ts';
import { notInVaultLines } from './not-in-vault-lines.ts';
import type { NotifyPorts } from './notify-ports.ts';
import { undecidableLines } from './outcome-lines.ts';
import { uncollectedLines } from './uncollected-lines.ts';

/**
 * Adds to a cycle's totals what the team wants by name: tenants that failed, and accounts that are not as they should be.
 *
 * What was counted is not read again. For 1,000 tenants it takes five round trips (cycle, tenants, changed passwords, drills, pauses), one more for each tenant where a
 * rotation failed, is uncertain, expired or not done, or a password is not in the vault; one for each tenant that had something to collect;
 * and one for each where nobody may decide.
 */
export async function readCycleSummary(
  {
    cycles,
    tenants: exclusions,
    rotations,
    links,
    estate,
    pauses,
    changed,
    inspections,
    now,
    portalUrl,
  }: Pick<
    NotifyPorts,
    'cycles' | 'tenants' | 'rotations' | 'links' | 'estate' | 'pauses' | 'changed' | 'inspections' | 'now' | 'portalUrl'
  >,
  { cycleId, totals, sealHash }: Extract<Message, { kind: 'cycle-closed' }>,
): Promise<CycleSummary> {
  const tenants = await cycles.tenantsOf(cycleId);
  const found = await mapConcurrently(tenants.filter(isTroubled), ({ tenantId }) =>
    rotations.ofTenant(cycleId, tenantId),
  );
  const troubled = found.flat().filter((each) => isIn(each, 'failed', 'uncertain', 'expired') || !hasEnded(each));
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
          tenants.filter((each) => endsOf(each).rotated + each.openCount > 0).map(({ tenantId }) => tenantId),
        );
  const changes = cycle === undefined || cycle.dryRun ? [] : await changed.changedElsewhere();
  const closedAt = cycle?.closedAt ?? now().toISOString();
  const drills = cycle === undefined || cycle.dryRun ? undefined : await inspections.ofKind('break-glass');
  return {
    cycleId,
    undecidable,
    drill: drills === undefined ? [] : drillLines(tenants, drills, new Date(closedAt)),
    changedElsewhere: changedElsewhereLines(changes.filter((each) => each.class === cycle?.class)),
    dryRun: cycle?.dryRun ?? false,
    failure: cycle?.failure,
    totals,
    sealHash,
    digest: cycle?.digest,
    seal: cycle?.seal,
    unsealed: cycle?.unsealed,
    closedAt,
    vault: sumOfVaultCounts(tenants.map(vaultCountsOf)),
    notInVault: notInVaultLines(found.flat(), estate.msp.timeZone),
    failedTenants: tenants.filter((each) => each.status !== 'closed'),
    troubled,
    uncollected: uncollectedLines(waiting, estate.msp.timeZone),
    leftOut: cycle?.leftOut,
    requested: cycle?.requested,
    standing: { estate, pauses: await pauses.active(), now: now() },
    portalUrl,
  };
}

/** Whether a person wants to know accounts of it by name: told by its counts. */
function isTroubled(tenant: TenantInCycle): boolean {
  const { failed, uncertain, expired } = endsOf(tenant);
  const { queued, givenUp } = vaultCountsOf(tenant);
  return failed + uncertain + expired + tenant.openCount + queued + givenUp > 0;
}
