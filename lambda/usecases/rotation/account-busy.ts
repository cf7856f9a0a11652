import type { RotationKey } from '../../domain/identifiers.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { RotationStore } from '../../ports/rotation.ts';

/** The rotation that holds the account lock; `undefined` where none does, or where its row cannot be found. */
export async function rotationHoldingLock(
  rotations: Pick<RotationStore, 'find' | 'lockHolder'>,
  account: Pick<RotationKey, 'tenantId' | 'accountId'>,
): Promise<Rotation | undefined> {
  const holder = await rotations.lockHolder(account);
  return holder === undefined ? undefined : rotations.find(holder);
}

/** Why no other rotation of the account may begin, and what to do about it. It names no account. */
export function busySentence(holding: Rotation | undefined): string {
  if (holding === undefined) return 'Another rotation of this account is under way: it must end first.';
  const { cycleId, state } = holding;
  return isIn(holding, 'uncertain')
    ? `The outcome of the rotation in cycle ${cycleId} is uncertain: no second password is made until that is settled. See \`rotation status --uncertain\`.`
    : `Another rotation of this account, in cycle ${cycleId}, is under way (${state.status}): it must end first. See \`rotation status --cycle ${cycleId}\`.`;
}
