import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { chainOf } from '../../domain/audit/audit-record.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import type { Cycle, TenantInCycle, Totals } from '../../domain/cycle/cycle.ts';
import { digestOf } from '../../domain/cycle/cycle-digest.ts';
import { measuredAtClose } from '../../domain/cycle/measurement.ts';
import type { Ending } from '../../domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { cut } from '../../domain/text/cut.ts';
import { totalsOf } from '../../domain/totals.ts';
import type { AuditReader } from '../../ports/audit.ts';
import type { CycleEndsStore } from '../../ports/checkpoints.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { factAboutCycle, factAboutTenant } from '../facts.ts';
import { type CaughtError, reasonOf } from '../rotation/caught-error.ts';
import { alertUncertain, closeRotation } from '../rotation/record-outcome.ts';

export interface CloseCyclePorts {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf' | 'close'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf' | 'proposalsOf' | 'close'>;
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'close'>;
  readonly audit: Pick<AuditReader, 'headsOf' | 'accessHeads'>;
  readonly cycleEnds: Pick<CycleEndsStore, 'write'>;
  readonly messageQueue: MessageQueue;
  readonly metrics: Metrics;
  readonly now: Now;
}

export interface ClosedCycle {
  readonly cycle: Cycle;
  readonly totals: Totals;
  /** Why the cycle failed, where its workflow could not go to the end. */
  readonly failure: string | undefined;
}

/**
 * Adds up a cycle, closes it, and says what its seal must reach: the end of every chain that it touched, including the cycle's own last
 * record, and of those about people's access. Tenants and rotations that no workflow will close any more are closed here, so that the totals
 * are complete and no row is left open.
 *
 * @param error  what ended the cycle's workflow early: the cycle is closed as failed
 */
export async function closeCycle(ports: CloseCyclePorts, cycleId: string, error?: CaughtError): Promise<ClosedCycle> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const failure = error === undefined ? undefined : reasonOf(error);
  const { chains, totals, rotations, exclusions } = await addUp(ports, cycle, failure);
  const now = ports.now();
  const digest = digestOf(rotations, exclusions, now);
  await ports.cycles.close(
    cycle,
    { totals, digest, failure },
    factAboutCycle(cycleId, {
      action: 'cycle.closed',
      outcome: failure === undefined ? 'success' : 'failed',
      reason: failure,
      evidence: { detail: `${totals.rotated} rotated, ${totals.failed} failed, ${totals.uncertain} uncertain` },
      component: 'close-cycle',
      now,
    }),
  );
  // A run after a crash finds the cycle closed: its seal is looked for from then on.
  const closedAt = cycle.closedAt ?? now.toISOString();
  const heads = [...(await ports.audit.headsOf(chains)), ...(await ports.audit.accessHeads())];
  await ports.cycleEnds.write(cycleId, { closedAt, heads });
  // A dry run has counted nothing that happened.
  if (!cycle.dryRun) ports.metrics.put(measuredAtClose(cycle, totals, digest, now));
  return { cycle, totals, failure };
}

async function addUp(ports: CloseCyclePorts, cycle: Cycle, failure: string | undefined) {
  const { cycleId } = cycle;
  const tenants = await ports.cycles.tenantsOf(cycleId);
  const chains = [chainOf({}), ...tenants.map(({ tenantId }) => chainOf({ tenantId }))];
  const reason = failure === undefined ? 'not finished in time' : cut(`the cycle failed: ${failure}`, LONGEST_REASON);
  const rotations: Rotation[] = [];
  const exclusions: ExcludedAccount[] = [];
  for (const { tenantId, ...tenant } of tenants) {
    // One that an earlier run of this function has closed had not failed by itself: its approved rotations go on.
    const hadFailed = tenant.status === 'failed' && tenant.failure !== reason;
    const found: Rotation[] = [];
    for (const each of await ports.rotations.ofTenant(cycleId, tenantId)) {
      found.push(isAbandoned(each, hadFailed, ports.now()) ? await settle(ports, each) : each);
    }
    const excluded = await ports.tenants.exclusionsOf(cycleId, tenantId);
    const proposals = cycle.dryRun ? await ports.tenants.proposalsOf(cycleId, tenantId) : [];
    rotations.push(...found);
    exclusions.push(...excluded);
    chains.push(...[...found, ...proposals, ...excluded].map(({ accountId }) => chainOf({ tenantId, accountId })));
  }
  for (const each of tenants) await closeOpenTenant(ports, cycle, each, reason);
  const settled = tenants.map((each) => (each.status === 'closed' ? each : { ...each, status: 'failed' as const }));
  return { chains, totals: totalsOf(settled, rotations), rotations, exclusions };
}

/** The cycle waits for its tenants no longer: a tenant that is still open has failed. */
async function closeOpenTenant(
  { tenants, messageQueue, now }: CloseCyclePorts,
  { cycleId, dryRun }: Cycle,
  tenant: TenantInCycle,
  reason: string,
): Promise<void> {
  const isOpen = tenant.status === 'pending' || tenant.status === 'discovered';
  if (isOpen) {
    const outcome = 'failed';
    const fact = { action: 'tenant.failed', outcome, reason, component: 'close-cycle', now: now() } as const;
    await tenants.close(tenant, reason, factAboutTenant(tenant, fact));
  }
  // A run after a crash finds the tenant failed, for this reason: nobody is told twice.
  if (dryRun || !(isOpen || tenant.failure === reason)) return;
  await messageQueue.send({ kind: 'tenant-closed', cycleId, tenantId: tenant.tenantId });
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
