import { AlreadyDecided } from './errors.ts';
import type { Decision, InState, Outcome, Proven, Rotation, RotationState } from './rotation.ts';

/**
 * The rotation protocol: every step from one state to the next. A step takes only rotations in states that it may follow, so
 * that a reset without approval or a promotion without proof does not compile.
 *
 * What is known about the password:
 *   approved        Entra holds the old one
 *   staged          Entra holds the old one; the new one is durable as AWSPENDING
 *   maybe-applied   Entra holds one of the two; both are readable
 *   applied         Graph said that Entra holds the new one
 *   proven          the directory shows that it does
 *   current         and it is labelled AWSCURRENT
 */

const to = <S extends RotationState>(rotation: Rotation, state: S): Rotation & { readonly state: S } => ({
  ...rotation,
  state,
});

export const approve = (rotation: InState<'awaiting-approval'>, decision: Decision) =>
  to(rotation, { status: 'approved', decision });

export const reject = (rotation: InState<'awaiting-approval'>, decision: Decision & { readonly reason: string }) =>
  to(rotation, { status: 'rejected', decision });

/** The new password is durable. Its version is named by the rotation, so that it is made once. */
export const stage = (rotation: InState<'approved'>) =>
  to(rotation, { status: 'staged', decision: rotation.state.decision, versionId: rotation.rotationId });

/**
 * About to send the reset. A repeated attempt keeps the first reading of `lastPasswordChangeDateTime`: the attempt before may
 * have taken effect, and its change must not be mistaken for the state before.
 */
export function attempt(
  rotation: InState<'staged' | 'maybe-applied'>,
  passwordChangedBefore: string | null,
  attemptedAt: string,
) {
  const { state } = rotation;
  return to(rotation, {
    status: 'maybe-applied',
    decision: state.decision,
    versionId: state.versionId,
    passwordChangedBefore: state.status === 'maybe-applied' ? state.passwordChangedBefore : passwordChangedBefore,
    attemptedAt,
  });
}

/** Graph refused the first attempt: nothing was applied. Not for a repeated attempt: the one before may have been. */
export const withdraw = (rotation: InState<'maybe-applied'>) =>
  to(rotation, { status: 'staged', decision: rotation.state.decision, versionId: rotation.state.versionId });

export function apply(rotation: InState<'maybe-applied'>, graphRequestId: string) {
  const { decision, versionId, passwordChangedBefore } = rotation.state;
  return to(rotation, { status: 'applied', decision, versionId, passwordChangedBefore, graphRequestId });
}

/** @param passwordChangedAt  `lastPasswordChangeDateTime` that shows the reset; see `showsReset` */
export const prove = (rotation: InState<'applied'>, passwordChangedAt: string) =>
  to(rotation, { ...rotation.state, status: 'proven', passwordChangedAt });

export const promote = (rotation: InState<'proven'>) => to(rotation, { ...rotation.state, status: 'current' });

export const deliver = (rotation: InState<'current'>, linkId: string) =>
  to(rotation, { ...rotation.state, status: 'delivered', linkId });

/** Proof of a reset: the instant of the last change moved forward. */
export function showsReset(before: string | null, now: string | undefined): now is string {
  if (now === undefined) return false;
  return before === null || Date.parse(now) > Date.parse(before);
}

/** Longest time from putting an attempt on record to its effect: our patience with its answer, and as much again for Entra. */
const EFFECT_WITHIN_MS = 60_000;
/** The directory's instants have no fractions of a second. */
const DIRECTORY_TICK_MS = 1_000;

/**
 * Whether a change that the directory shows is the effect of an attempt whose answer was lost. It must be a change at all
 * (`showsReset`), not older than that attempt, and not later than its request can have lived: what somebody else changed
 * before or afterwards is not ours, and the staged password is applied again. When our clock is ahead of Entra's by more
 * than the request took, the change looks older, which costs one more request and nothing else.
 */
export function showsAttempt({ state }: InState<'maybe-applied'>, changedAt: string | undefined): changedAt is string {
  if (!showsReset(state.passwordChangedBefore, changedAt)) return false;
  const attempted = Date.parse(state.attemptedAt);
  const changed = Date.parse(changedAt);
  return changed > attempted - DIRECTORY_TICK_MS && changed <= attempted + EFFECT_WITHIN_MS;
}

/** Why a workflow came to its end before the last step. */
export type Ending = { readonly kind: 'expired' } | { readonly kind: 'error'; readonly reason: string };

/**
 * How a rotation ends.
 *
 * @param ending  left out when the workflow went through all its steps, or was rejected
 * @throws {AlreadyDecided} the deadline passed, but a decision had come before it: the workflow must go on
 */
export function conclude(
  rotation: Rotation,
  ending?: Ending,
): Rotation & { readonly state: Extract<RotationState, { status: Outcome }> } {
  const { state } = rotation;
  const reason = ending?.kind === 'error' ? ending.reason : 'ended early';
  switch (state.status) {
    case 'awaiting-approval':
      return ending?.kind === 'expired'
        ? to(rotation, { status: 'expired' })
        : to(rotation, { status: 'failed', reason });
    case 'rejected':
    case 'expired':
    case 'failed':
    case 'rotated':
    case 'uncertain':
      return to(rotation, state);
    case 'approved':
    case 'staged':
      if (ending?.kind === 'expired') throw new AlreadyDecided('the approval was decided before its deadline');
      return to(rotation, { status: 'failed', decision: state.decision, reason });
    case 'maybe-applied':
    case 'applied':
    case 'proven':
      return to(rotation, {
        status: 'uncertain',
        decision: state.decision,
        versionId: state.versionId,
        passwordChangedBefore: state.passwordChangedBefore,
        reason,
      });
    case 'current':
      return to(rotation, rotated(state)); // the link failed, the rotation did not: the credential is current
    case 'delivered':
      return to(rotation, { ...rotated(state), linkId: state.linkId });
  }
}

const rotated = (proven: Proven): { readonly status: 'rotated' } & Proven => ({
  status: 'rotated',
  decision: proven.decision,
  versionId: proven.versionId,
  passwordChangedBefore: proven.passwordChangedBefore,
  graphRequestId: proven.graphRequestId,
  passwordChangedAt: proven.passwordChangedAt,
});
