import type { Classification } from '../../domain/accounts/classification.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { hasEnded, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { openCycles } from '../cycle/cycles-back.ts';
import { busySentence } from '../rotation/account-busy.ts';

export interface UnderWayElsewherePorts {
  readonly cycles: Pick<CycleStore, 'latest'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant' | 'lockHolder'>;
}

/**
 * Leaves out accounts that a rotation of another cycle has in hand, from the question to the outcome: people would be asked twice, and staging
 * would refuse the second rotation. The next cycle finds them again. Two cycles that read the tenant at the same instant do not see each other:
 * then the account lock decides at staging.
 */
export async function withoutUnderWay(
  ports: UnderWayElsewherePorts,
  found: Classification,
  { cycleId }: Pick<Cycle, 'cycleId'>,
  tenantId: string,
): Promise<Classification> {
  const busy = await busyAccounts(ports, found, cycleId, tenantId);
  if (busy.size === 0) return found;
  const left = found.included.filter(({ accountId }) => busy.has(accountId));
  return {
    ...found,
    included: found.included.filter(({ accountId }) => !busy.has(accountId)),
    excluded: [
      ...found.excluded,
      ...left.map(({ accountId, userPrincipalName, displayName, class: of, passwordChangedAt }) => ({
        accountId,
        userPrincipalName,
        displayName,
        class: of,
        reason: 'under-way' as const,
        ...(passwordChangedAt === undefined ? {} : { passwordChangedAt }),
        details: [busySentence(busy.get(accountId))],
      })),
    ],
    counts: { ...found.counts, 'under-way': (found.counts['under-way'] ?? 0) + left.length },
  };
}

async function busyAccounts(
  { cycles, rotations }: UnderWayElsewherePorts,
  { included }: Classification,
  cycleId: string,
  tenantId: string,
): Promise<ReadonlyMap<string, Rotation | undefined>> {
  if (included.length === 0) return new Map();
  const open = (await openCycles(cycles)).filter(
    (each) => each.cycleId !== cycleId && (each.only === undefined || each.only.tenantIds.includes(tenantId)),
  );
  const begun = await mapConcurrently(open, (each) => rotations.ofTenant(each.cycleId, tenantId));
  const busy = new Map<string, Rotation | undefined>(
    begun.flat().flatMap((each) => (hasEnded(each) ? [] : [[each.accountId, each] as const])),
  );
  // What was reopened after its cycle, or is uncertain, has the lock and no open cycle.
  const others = included.filter(({ accountId }) => !busy.has(accountId));
  await mapConcurrently(others, async ({ accountId }) => {
    const holder = await rotations.lockHolder({ tenantId, accountId });
    if (holder !== undefined && holder.cycleId !== cycleId) busy.set(accountId, await rotations.find(holder));
  });
  return busy;
}
