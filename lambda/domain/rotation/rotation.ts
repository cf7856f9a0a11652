import * as z from 'zod';
import { includedAccountSchema, plannedAccountSchema } from '../accounts/account.ts';
import { vaultWritingSchema } from '../credential/vault-writing.ts';
import { rotationKeySchema } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';

const technicianSchema = z.strictObject({
  kind: z.literal('technician'),
  objectId: z.string(),
  tenantId: z.string(),
  name: z.string(),
});

/** A person or function that did something. What is not known is `unknown`, never invented. */
export const actorSchema = z.discriminatedUnion('kind', [
  technicianSchema,
  /** A person whom the estate lists under `auditors`: signs in as a technician does, reads, and decides nothing. */
  z.strictObject({ ...technicianSchema.shape, kind: z.literal('auditor') }),
  /** A person on the command line: `name` is the ARN that the command claimed; CloudTrail has the proof. */
  z.strictObject({ kind: z.literal('operator'), name: z.string() }),
  z.strictObject({ kind: z.literal('system'), name: z.string() }),
  /** Whoever has the link of a customer's contact: the name is the estate's, and nobody signed in. */
  z.strictObject({ kind: z.literal('contact'), name: z.string(), tenantId: z.string() }),
  z.strictObject({ kind: z.literal('unknown') }),
]);
export type Actor = Immutable<z.output<typeof actorSchema>>;

/** What one technician said. */
const voteSchema = z.strictObject({
  by: technicianSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Required when rejected. */
  reason: z.string().optional(),
});
export type Vote = Immutable<z.output<typeof voteSchema>>;

/** The one decision of an approval. */
const decisionSchema = z.strictObject({
  ...voteSchema.shape,
  /** The approval of another technician, where two are needed: it came after the first one. */
  second: voteSchema.optional(),
});
export type Decision = Immutable<z.output<typeof decisionSchema>>;

/** What is known about the password of a rotation that went past its approval. */
const stagedSchema = z.strictObject({
  decision: decisionSchema,
  /** Version of the credential that holds the new password. */
  versionId: z.string(),
});

const attemptedSchema = z.strictObject({
  ...stagedSchema.shape,
  /** `lastPasswordChangeDateTime` read before the PATCH; `null` where the directory had none. Proof is that it moved. */
  passwordChangedBefore: z.string().nullable(),
  /** When the first attempt with this version was recorded, before its PATCH was sent, by our clock. ISO 8601, UTC. */
  attemptedFrom: z.string(),
  /** The same of the latest attempt. ISO 8601, UTC. */
  attemptedAt: z.string(),
});
export type Attempted = Immutable<z.output<typeof attemptedSchema>>;

/** How it is known that a reset was applied. */
const resetAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), graphRequestId: z.string() }),
  /** Graph answered that it applied the reset, and did not name its request. */
  z.strictObject({ kind: z.literal('answered-without-id') }),
  /** No answer arrived; the directory shows the change. */
  z.strictObject({ kind: z.literal('seen-in-directory') }),
  /** No answer arrived; a person has signed in with the new password. */
  z.strictObject({ kind: z.literal('told-by-a-person') }),
]);
export type ResetAnswer = Immutable<z.output<typeof resetAnswerSchema>>;

const appliedSchema = z.strictObject({ ...attemptedSchema.shape, answer: resetAnswerSchema });

const provenSchema = z.strictObject({
  ...appliedSchema.shape,
  /** `lastPasswordChangeDateTime` as it showed the reset; where a person confirmed the reset, the instant of the latest attempt. */
  passwordChangedAt: z.string(),
});
export type Proven = Immutable<z.output<typeof provenSchema>>;

const deliveredSchema = z.strictObject({
  ...provenSchema.shape,
  /** Left out: the vault alone gets it, and nobody needs to see it. */
  linkId: z.string().optional(),
});

/**
 * Where a rotation is. Each state holds just what is known in it, so that, say, a promotion without proof cannot be written.
 *
 * `maybe-applied` is recorded before the PATCH is sent: from then on the new password may be the one that Entra holds.
 */
export const rotationStateSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('awaiting-approval'),
    /** One technician has approved, and another one must too. Left out: nobody has. */
    first: voteSchema.optional(),
  }),
  z.strictObject({ status: z.literal('approved'), decision: decisionSchema }),
  z.strictObject({ status: z.literal('rejected'), decision: decisionSchema }),
  z.strictObject({ status: z.literal('expired') }),
  z.strictObject({ status: z.literal('staged'), ...stagedSchema.shape }),
  z.strictObject({ status: z.literal('maybe-applied'), ...attemptedSchema.shape }),
  z.strictObject({ status: z.literal('applied'), ...appliedSchema.shape }),
  z.strictObject({ status: z.literal('proven'), ...provenSchema.shape }),
  z.strictObject({ status: z.literal('current'), ...provenSchema.shape }),
  z.strictObject({ status: z.literal('delivered'), ...deliveredSchema.shape }),
  z.strictObject({ status: z.literal('rotated'), ...provenSchema.shape, linkId: z.string().optional() }),
  z.strictObject({ status: z.literal('failed'), decision: decisionSchema.optional(), reason: z.string() }),
  z.strictObject({
    status: z.literal('uncertain'),
    ...attemptedSchema.shape,
    reason: z.string(),
    /** Left out where none arrived, and the directory does not show the change either. */
    answer: resetAnswerSchema.optional(),
  }),
]);
export type RotationState = Immutable<z.output<typeof rotationStateSchema>>;

export type RotationStatus = RotationState['status'];
export type InState<S extends RotationStatus> = Rotation & { readonly state: Extract<RotationState, { status: S }> };

/** How a rotation can end. */
export const finalStatuses = ['rejected', 'expired', 'rotated', 'failed', 'uncertain'] as const;
export type Outcome = (typeof finalStatuses)[number];

/** One account in one cycle. */
export const rotationSchema = z.strictObject({
  ...rotationKeySchema.shape,
  rotationId: z.string(),
  account: includedAccountSchema,
  tenantDisplayName: z.string(),
  /** ISO 8601, UTC. After it, silence means no reset. */
  decideBefore: z.string(),
  /** ISO 8601, UTC: an approval that was not carried out by then has lapsed. Left out: 12 hours after the deadline. */
  carryOutBefore: z.string().optional(),
  /** Compromise: two persons, no change window, and everybody who uses the account is signed out. Left out: no. */
  emergency: z.boolean().optional(),
  /** Technicians who must not decide: their own accounts, as the estate names them, were not found in the tenant. Left out: none. */
  barred: z.array(z.strictObject({ objectId: z.string(), named: z.array(z.string()) })).optional(),
  state: rotationStateSchema,
  /** Whether the outcome was counted in the tenant: `rejected` and `expired` are known before their workflow has recorded it. */
  closed: z.boolean(),
  /** The end with which it was counted. It may be settled or reopened later, and is never counted again. */
  countedAs: z.enum(finalStatuses).optional(),
  /** How often it was reopened after an end. Left out: never. */
  reopened: z.int().optional(),
  /**
   * Which run of its workflow is responsible: the number of the reopening that began it; left out: the first run. A poll begins no
   * run.
   */
  run: z.int().optional(),
  /** How many passwords Entra's policy has refused since it began, or was reopened. Left out: none. */
  replaced: z.int().optional(),
  /** What became of its password in the vault. Left out: it is handed over by a link alone. */
  vault: vaultWritingSchema.optional(),
  /** Counts changes; a change is refused when another one came first. */
  revision: z.int(),
});
export type Rotation = Immutable<z.output<typeof rotationSchema>>;

/** A rotation as it waits for a decision: all of it, but for the facts that only guards look at, and what comes after its reset. */
export const waitingRotationSchema = rotationSchema.omit({ vault: true }).extend({ account: plannedAccountSchema });
export type WaitingRotation = Immutable<z.output<typeof waitingRotationSchema>>;

/** Whether its workflow has ended. For an uncertain rotation the directory is still polled, and it still holds the account lock. */
export const hasEnded = ({ state }: Pick<Rotation, 'state'>): boolean =>
  finalStatuses.some((status) => status === state.status);

export const isIn = <S extends RotationStatus, R extends Pick<Rotation, 'state'> = Rotation>(
  rotation: R,
  ...statuses: readonly S[]
): rotation is R & { readonly state: Extract<RotationState, { status: S }> } =>
  (statuses as readonly string[]).includes(rotation.state.status);
