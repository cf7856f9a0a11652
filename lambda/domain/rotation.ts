import type { IncludedAccount } from './account.ts';
import type { RotationKey } from './identifiers.ts';

/** A person or function that did something. What is not known is `unknown`, never invented. */
export type Actor =
  | { readonly kind: 'technician'; readonly objectId: string; readonly tenantId: string; readonly name: string }
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
}

export interface Applied extends Attempted {
  readonly graphRequestId: string;
}

export interface Proven extends Applied {
  /** `lastPasswordChangeDateTime` as it showed the reset. */
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
  | ({ readonly status: 'uncertain' } & Attempted & { readonly reason: string });

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
  /** Counts changes; a change is refused when somebody else's came first. */
  readonly revision: number;
}

export const isIn = <S extends RotationStatus>(rotation: Rotation, ...statuses: readonly S[]): rotation is InState<S> =>
  (statuses as readonly string[]).includes(rotation.state.status);
