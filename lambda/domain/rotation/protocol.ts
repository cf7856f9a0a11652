import type { VaultSettled } from '../credential/vault-writing.ts';
import { AlreadyDecided } from '../errors.ts';
import { versionIdOf } from '../identifiers.ts';
import {
  type Attempted,
  type Decision,
  hasEnded,
  type InState,
  type Outcome,
  type Proven,
  type ResetAnswer,
  type Rotation,
  type RotationState,
  type Vote,
} from './rotation.ts';

/**
 * The rotation protocol: every step from one state to the next. A step takes only rotations in states that it may follow, so
 * that a reset without approval or a promotion without proof does not compile.
 *
 * What is known about the password:
 *   approved        Entra holds the old one; until it is staged the approval may be taken back
 *   staged          Entra holds the old one; the new one is durable as AWSPENDING
 *   maybe-applied   Entra holds one of the two; both are readable
 *   applied         Graph said that Entra holds the new one
 *   proven          the directory shows that it does, or a person has signed in with it
 *   current         and it is labelled AWSCURRENT
 *   uncertain       as maybe-applied, and the workflow waits no longer. The account stays locked until it is settled:
 *                   `prove` by the directory, `confirm` or `dismiss` by a person, `reapply` the same value
 *   failed          Entra holds the old one. `reopen` begins again with a new password
 */

const to = <S extends RotationState>(rotation: Rotation, state: S): Rotation & { readonly state: S } => ({
  ...rotation,
  state,
});

/** One technician has approved, and another one must too. */
export const approveFirst = (rotation: InState<'awaiting-approval'>, first: Vote) =>
  to(rotation, { status: 'awaiting-approval', first });

export const approve = (rotation: InState<'awaiting-approval'>, decision: Decision) =>
  to(rotation, { status: 'approved', decision });

export const reject = (rotation: InState<'awaiting-approval'>, decision: Decision & { readonly reason: string }) =>
  to(rotation, { status: 'rejected', decision });

/** An approval is taken back before anything was staged: the question is open again, as if nobody had answered it. */
export const takeBack = (rotation: InState<'awaiting-approval' | 'approved'>) =>
  to(rotation, { status: 'awaiting-approval' });

/** As `takeBack`, after the rotation had ended once and was retried: it ends again as it had, and nobody is asked. */
export const takeBackRetried = (rotation: InState<'approved'>) =>
  to(rotation, { status: 'failed', reason: 'its approval was withdrawn' });

/** The new password is durable. Its version is named by the rotation, so that it is made once. */
export const stage = (rotation: InState<'approved'>) =>
  to(rotation, {
    status: 'staged',
    decision: rotation.state.decision,
    versionId: versionIdOf(rotation.rotationId, rotation.reopened ?? 0, rotation.replaced ?? 0),
  });

/**
 * About to send the reset. A repeated attempt keeps the first reading of `lastPasswordChangeDateTime`: the attempt before may
 * have taken effect, and its change must not be mistaken for the state before. Unless the reading shows that somebody else
 * changed the password since: then this attempt alone counts.
 *
 * @param attemptedAt  now, ISO 8601, UTC
 */
export function attempt(
  rotation: InState<'staged' | 'maybe-applied'>,
  passwordChangedBefore: string | null,
  attemptedAt: string,
) {
  const { state } = rotation;
  const keeps =
    state.status === 'maybe-applied' && changeSince(state, passwordChangedBefore ?? undefined) !== 'somebody-elses';
  return to(rotation, {
    status: 'maybe-applied',
    decision: state.decision,
    versionId: state.versionId,
    passwordChangedBefore: keeps ? state.passwordChangedBefore : passwordChangedBefore,
    attemptedFrom: keeps ? state.attemptedFrom : attemptedAt,
    attemptedAt,
  });
}

/** Graph refused the first attempt: nothing was applied. Not for a repeated attempt: the one before may have been. */
export const withdraw = (rotation: InState<'maybe-applied'>) =>
  to(rotation, { status: 'staged', decision: rotation.state.decision, versionId: rotation.state.versionId });

/** As `withdraw`, because Entra's policy refused this password: the next one gets a version of its own. */
export const replace = (rotation: InState<'maybe-applied'>) =>
  to(
    { ...rotation, replaced: (rotation.replaced ?? 0) + 1 },
    { status: 'approved', decision: rotation.state.decision },
  );

export const apply = (rotation: InState<'maybe-applied'>, answer: ResetAnswer) =>
  to(rotation, { ...rotation.state, status: 'applied', answer });

/** @param passwordChangedAt  `lastPasswordChangeDateTime` that shows the reset; see `changeSince` */
export const prove = (rotation: InState<'applied' | 'uncertain'>, passwordChangedAt: string) =>
  provenBy(rotation, { kind: 'seen-in-directory' }, passwordChangedAt);

/** @param otherwise  how the reset is known where Graph never answered */
const provenBy = (rotation: InState<'applied' | 'uncertain'>, otherwise: ResetAnswer, passwordChangedAt: string) =>
  to(rotation, {
    status: 'proven',
    ...attempted(rotation.state),
    answer: rotation.state.answer ?? otherwise,
    passwordChangedAt,
  });

export const promote = (rotation: InState<'proven'>) => to(rotation, { ...rotation.state, status: 'current' });

/** How a new password is handed over: by a link, by the vault, or by both. */
export interface HandingOver {
  readonly linkId?: string | undefined;
  /** ISO 8601, UTC: when it was queued for the vault. */
  readonly vaultSince?: string | undefined;
}

export const deliver = (rotation: InState<'current'>, { linkId, vaultSince }: HandingOver) =>
  to(vaultSince === undefined ? rotation : { ...rotation, vault: { status: 'queued', since: vaultSince } }, {
    ...rotation.state,
    status: 'delivered',
    ...(linkId === undefined ? {} : { linkId }),
  });

/**
 * What became of writing its password into the vault: it changes nothing else of the rotation.
 *
 * @param linkId  of the link that a person gets instead, where the vault alone was to get it
 */
export function settleVault(rotation: InState<'delivered' | 'rotated'>, vault: VaultSettled, linkId?: string) {
  const state = linkId === undefined ? rotation.state : { ...rotation.state, linkId };
  return { ...rotation, vault, state };
}

/** A person has signed in with the new password. */
export const confirm = (rotation: InState<'uncertain'>) =>
  provenBy(withNextRun(rotation), { kind: 'told-by-a-person' }, rotation.state.attemptedAt);

/** A person has signed in with the old password, when no request could take effect any more. */
export const dismiss = (rotation: InState<'uncertain'>, reason: string) =>
  to(withNextRun(rotation), { status: 'failed', decision: rotation.state.decision, reason });

/** The same stored value is applied again: whichever attempt took effect, Entra holds that value. */
export const reapply = (rotation: InState<'uncertain'>) =>
  to(withNextRun(rotation), { status: 'maybe-applied', ...attempted(rotation.state) });

/** Still uncertain, for a reason that is known by now. */
export const stayUncertain = (rotation: InState<'uncertain'>, reason: string) =>
  to(rotation, { ...rotation.state, reason });

/** The directory is polled at once, because a person asked for it. */
export const poll = (rotation: InState<'uncertain'>) => ({ ...rotation, reopened: (rotation.reopened ?? 0) + 1 });

/** Nothing was applied, and the approval still stands: a new password is made, under a version of its own. */
export const reopen = (rotation: InState<'failed'>, decision: Decision) =>
  to(withNextRun(rotation), { status: 'approved', decision });

/** A new run of the workflow is responsible from now on. Passwords that were refused before do not count against it. */
const withNextRun = <R extends Rotation>(rotation: R): R => ({
  ...rotation,
  reopened: (rotation.reopened ?? 0) + 1,
  run: (rotation.reopened ?? 0) + 1,
  ...(rotation.replaced === undefined ? {} : { replaced: 0 }),
});

/**
 * A request takes effect at most this long after its attempt was recorded: a function has three minutes, and Graph gives up sooner
 * than that.
 */
const LATEST_EFFECT_MS = 15 * 60_000;

/** Our clock and Entra's differ by this much at most: with more, tokens are refused. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The instant after which no request that we sent can still take effect. */
export const settledFrom = ({ attemptedAt }: Pick<Attempted, 'attemptedAt'>): Date =>
  new Date(Date.parse(attemptedAt) + LATEST_EFFECT_MS);

/** Proof of a reset: the instant of the last change moved forward. */
export function showsReset(before: string | null, now: string | undefined): now is string {
  if (now === undefined) return false;
  return before === null || Date.parse(now) > Date.parse(before);
}

/**
 * What the directory shows about our attempts. A change from before the first attempt is not ours (`none`): the directory may show
 * an earlier one late. A change that is later than our last request can have taken effect is somebody else's.
 *
 * @param shown  `lastPasswordChangeDateTime` as the directory shows it now
 */
export function changeSince(
  state: Pick<Attempted, 'passwordChangedBefore' | 'attemptedFrom' | 'attemptedAt'>,
  shown: string | undefined,
): 'none' | 'ours' | 'somebody-elses' {
  if (!showsReset(state.passwordChangedBefore, shown)) return 'none';
  if (Date.parse(shown) < Date.parse(state.attemptedFrom) - CLOCK_SKEW_MS) return 'none';
  return Date.parse(shown) > settledFrom(state).getTime() ? 'somebody-elses' : 'ours';
}

/** Whether Graph itself said that it applied a reset. */
export const isAnswered = (answer: ResetAnswer | undefined): boolean =>
  answer?.kind === 'answered' || answer?.kind === 'answered-without-id';

/** Longest time from recording an attempt to its effect: our time limit for the answer, and as much again for Entra. */
const EFFECT_WITHIN_MS = 60_000;
/** The directory's instants have no fractions of a second. */
const DIRECTORY_TICK_MS = 1_000;

/**
 * Whether a change is the effect of the latest attempt, whose answer was lost. Nothing else proves it then, so the change must be
 * closer to the attempt than `changeSince` requires: not older than the attempt, and not later than its request can take effect.
 * Otherwise the staged password is applied again, which costs one more request and nothing else.
 */
export function showsAttempt(
  state: Pick<Attempted, 'passwordChangedBefore' | 'attemptedFrom' | 'attemptedAt'>,
  shown: string | undefined,
): shown is string {
  // Stryker disable next-line ConditionalExpression: `changeSince` says `none` of it too; this is for the compiler
  if (shown === undefined) return false;
  if (changeSince(state, shown) !== 'ours') return false;
  const later = Date.parse(shown) - Date.parse(state.attemptedAt);
  return later > -DIRECTORY_TICK_MS && later <= EFFECT_WITHIN_MS;
}

/** Why a workflow ended before its last step. */
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
  if (ending?.kind === 'expired' && !hasEnded(rotation) && state.status !== 'awaiting-approval') {
    throw new AlreadyDecided('the approval was decided before its deadline');
  }
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
      return to(rotation, { status: 'failed', decision: state.decision, reason });
    case 'maybe-applied':
    case 'applied':
    case 'proven':
      return to(rotation, {
        status: 'uncertain',
        ...attempted(state),
        ...('answer' in state ? { answer: state.answer } : {}),
        reason,
      });
    case 'current':
      return to(rotation, rotated(state)); // the link failed, the rotation did not: the credential is current
    case 'delivered':
      return to(rotation, { ...rotated(state), ...(state.linkId === undefined ? {} : { linkId: state.linkId }) });
  }
}

const attempted = (state: Attempted): Attempted => ({
  decision: state.decision,
  versionId: state.versionId,
  passwordChangedBefore: state.passwordChangedBefore,
  attemptedFrom: state.attemptedFrom,
  attemptedAt: state.attemptedAt,
});

const rotated = (proven: Proven): { readonly status: 'rotated' } & Proven => ({
  status: 'rotated',
  ...attempted(proven),
  answer: proven.answer,
  passwordChangedAt: proven.passwordChangedAt,
});
