import { chainOf } from '../../domain/audit/audit-record.ts';
import type { Cycle, Totals } from '../../domain/cycle/cycle.ts';
import type { Ending } from '../../domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { totalsOf } from '../../domain/totals.ts';
import type { AuditReader, SealStore } from '../../ports/audit.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { factAboutCycle } from '../facts.ts';
import { alertUncertain, closeRotation } from '../rotation/record-outcome.ts';

export interface CloseCyclePorts {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf' | 'close'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf' | 'proposalsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'close'>;
  readonly audit: Pick<AuditReader, 'headsOf' | 'accessHeads'>;
  readonly seals: SealStore;
  readonly messageQueue: MessageQueue;
  readonly now: Now;
}

export interface ClosedCycle {
  readonly cycle: Cycle;
  readonly totals: Totals;
  readonly sealHash: string;
}

/**
 * Adds up a cycle, closes it, and seals every chain that it touched, including the cycle's own last record, and those about people's
 * access. Rotations that no
 * workflow will close any more are closed here, so that the totals are complete.
 */
export async function closeCycle(ports: CloseCyclePorts, cycleId: string): Promise<ClosedCycle> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const { chains, totals } = await addUp(ports, cycle);
  const now = ports.now();
  await ports.cycles.close(
    cycle,
    totals,
    factAboutCycle(cycleId, {
      action: 'cycle.closed',
      evidence: { detail: `${totals.rotated} rotated, ${totals.failed} failed, ${totals.uncertain} uncertain` },
      component: 'close-cycle',
      now,
    }),
  );
  const { hash } = await ports.seals.seal({
    schema: 1,
    cycleId,
    sealedAt: now.toISOString(),
    previousSeal: await ports.seals.latestHash(),
    heads: [...(await ports.audit.headsOf(chains)), ...(await ports.audit.accessHeads())],
  });
  await ports.messageQueue.send({ kind: 'cycle-closed', cycleId, totals, sealHash: hash });
  return { cycle, totals, sealHash: hash };
}

async function addUp(ports: CloseCyclePorts, cycle: Cycle) {
  const { cycleId } = cycle;
  const tenants = await ports.cycles.tenantsOf(cycleId);
  const chains = [chainOf({}), ...tenants.map(({ tenantId }) => chainOf({ tenantId }))];
  const rotations = [];
  for (const { tenantId, status } of tenants) {
    const found: Rotation[] = [];
    for (const each of await ports.rotations.ofTenant(cycleId, tenantId)) {
      found.push(isAbandoned(each, status === 'failed', ports.now()) ? await settle(ports, each) : each);
    }
    const excluded = await ports.tenants.exclusionsOf(cycleId, tenantId);
    const proposals = cycle.dryRun ? await ports.tenants.proposalsOf(cycleId, tenantId) : [];
    rotations.push(...found);
    chains.push(...[...found, ...proposals, ...excluded].map(({ accountId }) => chainOf({ tenantId, accountId })));
  }
  // The cycle waits for its tenants no longer: a tenant that is still open has failed.
  const settled = tenants.map((each) => (each.status === 'closed' ? each : { ...each, status: 'failed' as const }));
  return { chains, totals: totalsOf(settled, rotations) };
}

/**
 * Whether no workflow will record the outcome of a rotation: its tenant failed before its workflow was started, or its deadline has
 * passed. An approved rotation before its deadline, in a tenant that did not fail, still runs and records its own outcome. Where a
 * workflow still runs for a rotation that is closed here, its next step is refused.
 */
const isAbandoned = (rotation: Rotation, tenantFailed: boolean, now: Date) =>
  !rotation.closed &&
  (isIn(rotation, 'awaiting-approval') ||
    (tenantFailed && isIn(rotation, 'approved')) ||
    now.getTime() >= Date.parse(rotation.decideBefore));

async function settle(ports: CloseCyclePorts, rotation: Rotation): Promise<Rotation> {
  const late = ports.now().getTime() >= Date.parse(rotation.decideBefore);
  const ending: Ending =
    late && isIn(rotation, 'awaiting-approval')
      ? { kind: 'expired' }
      : { kind: 'error', reason: 'its cycle was closed first' };
  const settled = await closeRotation(ports, rotation, ending, 'close-cycle');
  if (isIn(settled, 'uncertain')) await alertUncertain(ports.messageQueue, settled);
  return settled;
}
