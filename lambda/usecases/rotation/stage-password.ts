import { refusalWithoutStandIn } from '../../domain/accounts/global-administrators.ts';
import { guard } from '../../domain/accounts/never-rotate.ts';
import { RotationRefused } from '../../domain/errors.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { newPassword, type RandomIntegers } from '../../domain/password/password.ts';
import { goesOnAt } from '../../domain/rotation/line.ts';
import { stage } from '../../domain/rotation/protocol.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CredentialRestoring, CredentialStaging } from '../../ports/credential.ts';
import type { StagingLine } from '../../ports/line.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { requireRotation, requireStandingApproval } from '../approval/standing-approval.ts';
import { tenantOf } from '../estate-lookup.ts';
import { factAbout } from '../facts.ts';
import { busySentence, rotationHoldingLock } from './account-busy.ts';
import { type CarryOutPorts, notYet } from './carry-out.ts';

export interface StagePasswordPorts extends CarryOutPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance' | 'note' | 'acquireLock' | 'lockHolder'>;
  readonly staging: CredentialStaging;
  readonly line: StagingLine;
  /** Only where the estate deletes credentials. */
  readonly restoring?: CredentialRestoring | undefined;
  readonly random: RandomIntegers;
}

/** The approval by the state of the row, whatever ended the workflow's wait. */
export type Staged =
  /** `given`: approved, or past that; `denied`: rejected or expired. */
  | { readonly approval: 'given' | 'denied' }
  /** Nobody has decided yet, or the decision was taken back. `decideBefore`: ISO 8601, UTC, as in the row. */
  | { readonly approval: 'awaited'; readonly decideBefore: string }
  /** Approved, and the tenant's change window is closed. Ask again at this instant, ISO 8601, UTC. */
  | { readonly approval: 'later'; readonly until: string }
  /** Approved, and others are before it in line. Ask again at this instant, ISO 8601, UTC, and say that it has waited. */
  | { readonly approval: 'in-line'; readonly until: string }
  /** Approved, and resets are paused. Ask again after so many seconds. */
  | { readonly approval: 'paused'; readonly seconds: number };

/**
 * Makes the new password durable before anything is applied (R3). Without an approval it stages nothing, nor while the reset must wait: then
 * nobody holds the account lock, and the approval can be taken back.
 *
 * Running twice stores one password: the version is named by the rotation, and an existing one is never replaced.
 *
 * @param hasWaited  it had a place in line, whose time has come
 * @throws {RotationRefused} the approval does not stand any more, or the account must not be rotated, or not now
 * @throws {StaleState} the account's credential is being deleted at this moment; the workflow tries again
 */
export async function stagePassword(ports: StagePasswordPorts, key: RotationKey, hasWaited = false): Promise<Staged> {
  const rotation = await requireRotation(ports.rotations, key);
  if (isIn(rotation, 'awaiting-approval')) return { approval: 'awaited', decideBefore: rotation.decideBefore };
  if (isIn(rotation, 'rejected', 'expired')) return { approval: 'denied' };
  await requireStandingApproval(ports, rotation, 'stage-password');
  // Once a request was sent, the password may have changed: that is settled whatever the time of day. Resetting asks about pauses itself.
  if (!isIn(rotation, 'approved', 'staged')) return { approval: 'given' };
  const wait = await notYet(ports, rotation);
  if (wait?.because === 'paused') return { approval: 'paused', seconds: wait.seconds };
  if (wait?.because === 'window-closed') return { approval: 'later', until: wait.until };
  if (!isIn(rotation, 'approved')) return { approval: 'given' };
  const goesOn = hasWaited || rotation.emergency === true ? undefined : await placeOf(ports);
  if (goesOn !== undefined) return { approval: 'in-line', until: goesOn.toISOString() };
  await stageApproved(ports, rotation);
  return { approval: 'given' };
}

/** When it goes on; `undefined`: at once. */
async function placeOf({ line, now }: StagePasswordPorts): Promise<Date | undefined> {
  const at = now();
  return goesOnAt(await line.take(at), at);
}

async function stageApproved(ports: StagePasswordPorts, rotation: InState<'approved'>): Promise<void> {
  const tenant = tenantOf(ports.estate, rotation.tenantId);
  const { account, tenantId, accountId, rotationId } = rotation;
  const guarded = guard(account.observed, tenant, account);
  const answer = guarded.ok ? await lockAnswer(ports, rotation) : guarded;
  if (!answer.ok) {
    await ports.rotations.note(
      factAbout(rotation, {
        action: 'reset.refused',
        outcome: 'refused',
        reason: answer.refused,
        evidence: { detail: answer.sentence },
        component: 'stage-password',
        now: ports.now(),
      }),
    );
    throw new RotationRefused(answer.refused, answer.sentence);
  }
  await restoreDeleted(ports, rotation);
  const staged = stage(rotation);
  const { versionId } = staged.state;
  if (!(await ports.staging.hasVersion(tenantId, accountId, versionId))) {
    const names = [account.userPrincipalName, account.displayName, tenant.displayName, tenant.name];
    await ports.staging.stage(tenantId, accountId, versionId, {
      userPrincipalName: account.userPrincipalName,
      password: newPassword(ports.estate.passwords[account.class], names, ports.random),
      rotationId,
      createdAt: ports.now().toISOString(),
    });
  }
  await ports.rotations.advance(
    rotation,
    staged,
    factAbout(rotation, {
      action: 'credential.staged',
      evidence: { secretVersionId: versionId },
      component: 'stage-password',
      now: ports.now(),
    }),
  );
}

async function lockAnswer(ports: StagePasswordPorts, rotation: Rotation) {
  const answer = await ports.rotations.acquireLock(rotation, ports.now());
  switch (answer) {
    case 'acquired':
      return { ok: true } as const;
    case 'account-busy':
      return {
        ok: false,
        refused: 'account-busy',
        sentence: busySentence(await rotationHoldingLock(ports.rotations, rotation)),
      } as const;
    case 'last-global-administrator':
      return refusalWithoutStandIn(rotation.account.standIns ?? []);
  }
}

/**
 * Restores a credential that is scheduled for deletion: until then it keeps its name and takes no new version. It is not deleted
 * again meanwhile, since the rotation holds the account lock. The record comes first, so that no credential is restored without one.
 */
async function restoreDeleted(ports: StagePasswordPorts, rotation: Rotation): Promise<void> {
  const { restoring } = ports;
  const recoverableUntil = await restoring?.recoverableUntil(rotation.tenantId, rotation.accountId);
  if (restoring === undefined || recoverableUntil === undefined) return;
  await ports.rotations.note(
    factAbout(rotation, {
      action: 'credential.restored',
      evidence: { detail: `it was to be gone on ${recoverableUntil}` },
      component: 'stage-password',
      now: ports.now(),
    }),
  );
  await restoring.restore(rotation.tenantId, rotation.accountId);
}
