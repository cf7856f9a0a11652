import type { AccountClass } from '../../domain/accounts/account.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { hasEnded, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { openCycles } from './cycles-back.ts';

export interface UnderWayPorts {
  readonly cycles: Pick<CycleStore, 'latest' | 'findTenant'>;
  readonly rotations: Pick<RotationStore, 'find' | 'lockHolder'>;
}

/** An account, as the cycles see it. */
export interface CycledAccount extends Pick<RotationKey, 'tenantId' | 'accountId'> {
  readonly class: AccountClass;
}

/** A cycle that rotates an account already. */
export interface UnderWay {
  readonly cycleId: string;
  /** Left out: the cycle has not read the account's tenant yet, and will find the account there. */
  readonly rotation?: Rotation;
}

/**
 * Finds the cycle that rotates an account already, from the question to the outcome: a further rotation would ask people twice, and one of
 * the two would be refused at staging. An uncertain outcome counts too, however old: no second password is made until it is settled.
 *
 * The open cycles are read once.
 */
export function rotationsUnderWay({
  cycles,
  rotations,
}: UnderWayPorts): (account: CycledAccount) => Promise<UnderWay | undefined> {
  let open: ReturnType<typeof openCycles> | undefined;
  return async (account) => {
    const { tenantId, accountId } = account;
    const holder = await rotations.lockHolder(account);
    if (holder !== undefined) return underWay(holder.cycleId, await rotations.find(holder));
    open ??= openCycles(cycles);
    for (const cycle of await open) {
      const { cycleId } = cycle;
      const rotation = await rotations.find({ cycleId, tenantId, accountId });
      if (rotation !== undefined && !hasEnded(rotation)) return underWay(cycleId, rotation);
      if (rotation === undefined && mayFind(cycle, account)) {
        const tenant = await cycles.findTenant(cycleId, tenantId);
        if (tenant?.status === 'pending') return { cycleId };
      }
    }
    return undefined;
  };
}

const underWay = (cycleId: string, rotation: Rotation | undefined): UnderWay => ({
  cycleId,
  ...(rotation === undefined ? {} : { rotation }),
});

const mayFind = ({ class: of, only }: Cycle, account: CycledAccount): boolean =>
  of === account.class &&
  (only === undefined || only.accountIds.length === 0 || only.accountIds.includes(account.accountId));
