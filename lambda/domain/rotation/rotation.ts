import type { IncludedAccount } from '../accounts/account.ts';
import type { RotationKey } from '../identifiers.ts';

/** A person or function that did something. What is not known is `unknown`, never invented. */
export type Actor =
  | { readonly kind: 'technician'; readonly objectId: string; readonly tenantId: string; readonly name: string }
  /** Who worked on the command line: `name` is the ARN that the command claimed; CloudTrail has the proof. */
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'unknown' };

/** The one decision of an approval. */
export interface Decision {
  readonly by: Actor & { readonly kind: 'technician' };
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Required when rejected. */
  readonly reason?: string;
}

/** What is known about the password of a rotation that went past its approval. */
export interface Staged {
  readonly decision: Decision;
  /** Version of the credential that holds the new password. */
  readonly versionId: string;
}

export interface Attempted extends Staged {
  /** `lastPasswordChangeDateTime` read before the PATCH; `null` where the directory had none. Proof is that it moved. */
  readonly passwordChangedBefore: string | null;
  /** When the first PATCH with this version was about to leave, by our clock. ISO 8601, UTC. */
  readonly attemptedFrom: string;
  /** When the last one was. */
  readonly attemptedAt: string;
}

/** By what a reset is known to have been applied. */
export type ResetAnswer =
  | { readonly kind: 'answered'; readonly graphRequestId: string }
  /** Graph answered that it applied the reset, and did not name its request. */
  | { readonly kind: 'answered-without-id' }
  /** No answer arrived; the directory shows the change. */
  | { readonly kind: 'seen-in-directory' }
  /** No answer arrived; a person has signed in with the new password. */
  | { readonly kind: 'told-by-a-person' };

export interface Applied extends Attempted {
  readonly answer: ResetAnswer;
}

export interface Proven extends Applied {
  /** `lastPasswordChangeDateTime` as it showed the reset; where a person told of it, the instant of the last attempt. */
  readonly passwordChangedAt: string;
}

export interface Delivered extends Proven {
  readonly linkId: string;
}

/**
 * Where a rotation is. Each state holds just what is known in it, so that, say, a promotion without proof cannot be written.
 *
 * `maybe-applied` is recorded before the PATCH is sent: from then on the new password may be the one that Entra holds.
 */
export type RotationState =
  | { readonly status: 'awaiting-approval' }
  | { readonly status: 'approved'; readonly decision: Decision }
  | { readonly status: 'rejected'; readonly decision: Decision }
  | { readonly status: 'expired' }
  | ({ readonly status: 'staged' } & Staged)
  /** `attemptedAt`: when the latest attempt was put on record, before it was sent; ISO 8601, UTC. */
  | ({ readonly status: 'maybe-applied' } & Attempted & { readonly attemptedAt: string })
  | ({ readonly status: 'applied' } & Applied)
  | ({ readonly status: 'proven' } & Proven)
  | ({ readonly status: 'current' } & Proven)
  | ({ readonly status: 'delivered' } & Delivered)
  | ({ readonly status: 'rotated' } & Proven & { readonly linkId?: string })
  | { readonly status: 'failed'; readonly decision?: Decision; readonly reason: string }
  /** `answer`: left out where none arrived, and the directory does not show the change either. */
  | ({ readonly status: 'uncertain' } & Attempted & { readonly reason: string; readonly answer?: ResetAnswer });

export type RotationStatus = RotationState['status'];
export type InState<S extends RotationStatus> = Rotation & { readonly state: Extract<RotationState, { status: S }> };

/** How a rotation can end. */
export const finalStatuses = ['rejected', 'expired', 'rotated', 'failed', 'uncertain'] as const;
export type Outcome = (typeof finalStatuses)[number];

/** One account in one cycle. */
export interface Rotation extends RotationKey {
  readonly rotationId: string;
  readonly account: IncludedAccount;
  readonly tenantDisplayName: string;
  /** ISO 8601, UTC. After it, silence means no reset. */
  readonly decideBefore: string;
  readonly state: RotationState;
  /** Whether the outcome was counted in the tenant: `rejected` and `expired` are known before their workflow has recorded it. */
  readonly closed: boolean;
  /** How it had ended when it was counted. It may be settled or reopened later, and is never counted again. */
  readonly countedAs?: Outcome;
  /** How often it was reopened after an end. Left out: never. */
  readonly reopened?: number;
  /**
   * Which run of its workflow is responsible: the number of the reopening that began it; left out: the first run. A mere poll
   * changes nothing in that.
   */
  readonly run?: number;
  /** How many passwords Entra's policy has refused since it began, or was reopened. Left out: none. */
  readonly replaced?: number;
  /** Counts changes; a change is refused when somebody else's came first. */
  readonly revision: number;
}

/** Whether nothing happens to it by itself any more. For an uncertain one the directory is polled, and its account stays acquired. */
export const hasEnded = ({ state }: Pick<Rotation, 'state'>): boolean =>
  finalStatuses.some((status) => status === state.status);

export const isIn = <S extends RotationStatus>(rotation: Rotation, ...statuses: readonly S[]): rotation is InState<S> =>
  (statuses as readonly string[]).includes(rotation.state.status);
