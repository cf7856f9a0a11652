import type { Estate, TenantWithRules } from '../../../config/estate.ts';
import type { FunctionName } from '../../../contract/functions.ts';
import { inclusionReasons } from '../../domain/accounts/account-class.ts';
import type { AccountFacts } from '../../domain/accounts/account-facts.ts';
import { isForTwoPersons } from '../../domain/accounts/two-persons.ts';
import { RotationRefused } from '../../domain/errors.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { decisionProblem } from '../../domain/rotation/approval.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { tenantOf } from '../estate-lookup.ts';
import { factAbout } from '../facts.ts';

/** @throws {RotationRefused} there is no such rotation */
export async function requireRotation(rotations: Pick<RotationStore, 'find'>, key: RotationKey): Promise<Rotation> {
  const rotation = await rotations.find(key);
  if (rotation === undefined) {
    throw new RotationRefused('unknown-rotation', `there is no rotation of ${key.accountId} in cycle ${key.cycleId}`);
  }
  return rotation;
}

/**
 * Checks a rotation's approval again (R1): a step does not rely on the workflow having called it in the right order.
 *
 * @throws {RotationRefused} no approval, or one that does not stand
 */
export async function requireStandingApproval(
  ports: { readonly rotations: Pick<RotationStore, 'note'>; readonly estate: Estate; readonly now: Now },
  rotation: Rotation,
  component: FunctionName,
): Promise<void> {
  // From `applied` on nothing is reset any more. The approval was checked before the reset, and may have lapsed since.
  if (isIn(rotation, 'applied', 'proven', 'current', 'delivered', 'rotated')) return;
  const { state } = rotation;
  const decision = 'decision' in state ? state.decision : undefined;
  const why =
    decision === undefined || ['rejected', 'failed', 'uncertain'].includes(state.status)
      ? `it is ${state.status}`
      : decisionProblem(decision, rotation, tenantOf(ports.estate, rotation.tenantId), ports.estate, ports.now());
  if (why === undefined) return;
  await ports.rotations.note(
    factAbout(rotation, {
      action: 'reset.refused',
      outcome: 'refused',
      reason: 'not-approved',
      evidence: { detail: why },
      component,
      now: ports.now(),
    }),
  );
  throw new RotationRefused('not-approved', `${rotation.account.userPrincipalName} must not be reset: ${why}`);
}

/**
 * Whether an approval by one technician is enough for the account as the directory shows it now: it may have got a role since that asks for
 * two. After the first attempt the account may have the new password already, so the rotation goes on without this check.
 */
export function liveApproval(
  rotation: InState<'staged' | 'maybe-applied'>,
  facts: AccountFacts,
  tenant: TenantWithRules,
): { readonly ok: true } | { readonly ok: false; readonly refused: 'not-approved'; readonly sentence: string } {
  const isEnough =
    !isIn(rotation, 'staged') ||
    rotation.state.decision.second !== undefined ||
    !isForTwoPersons(inclusionReasons(facts, tenant), tenant, tenant.twoPersons);
  return isEnough
    ? { ok: true }
    : {
        ok: false,
        refused: 'not-approved',
        sentence: 'It has a role now that two technicians must approve, and one has.',
      };
}
