import * as z from 'zod';
import { accountClassSchema } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { actorSchema } from '../rotation/rotation.ts';

export const auditActions = [
  'cycle.opened',
  'cycle.closed',
  'cycle.sealed',
  'tenant.discovered',
  'tenant.closed',
  'tenant.failed',
  'tenant.left-out',
  'start.held',
  'hold.released',
  'account.discovered',
  'account.excluded',
  'approval.requested',
  'approval.reminded',
  'approval.first',
  'approval.approved',
  'approval.withdrawn',
  'approval.rejected',
  'approval.expired',
  'approval.refused',
  'credential.staged',
  'credential.promoted',
  'credential.stored',
  'credential.kept',
  'credential.restored',
  'credential.scheduled-for-deletion',
  'deletion.attempted',
  'reset.attempted',
  'reset.succeeded',
  'reset.refused',
  'reset.proven',
  'reset.uncertain',
  'tokens.revoked',
  'trial.attempted',
  'trial.succeeded',
  'trial.failed',
  'link.created',
  'link.revealed',
  'link.reported',
  'link.renewed',
  'link.refused',
  'link.renewal-asked',
  'link.handed-over',
  'link.superseded',
  'vault.queued',
  'vault.written',
  'vault.given-up',
  'vault.checked',
  'rotation.closed',
  'rotation.requested',
  'rotation.reopened',
  'rotation.resolved',
  'rotation.settled',
  'pause.set',
  'pause.ended',
  'contact.told',
  'contact.stopped',
  'ticket.created',
  'mail.undelivered',
  'messages.redriven',
  'message.sent',
  'message.failed',
  'ticket.noted',
  'ticket.raised',
  'ticket.closed',
  'form.refused',
  'command.refused',
  'sign-in.refused',
  'session.started',
  'session.ended',
  'estate.changed',
  'stack.deployed',
  'operator.proven',
  'credential.read-outside',
  'password.changed-elsewhere',
  'break-glass.checked',
  'consent.checked',
  'audit.exported',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** One fact, before it has its place in a chain. Strings and integers only: they have one canonical form. */
export const auditFactSchema = z.strictObject({
  action: z.enum(auditActions),
  outcome: z.enum(['success', 'refused', 'failed', 'uncertain']),
  /** Reason code or a person's words; never a secret. */
  reason: z.string().optional(),
  /** ISO 8601, UTC, milliseconds. */
  time: z.string(),
  actor: actorSchema,
  /** The function that recorded it, such as `reset-password`. */
  component: z.string(),
  /** Where a person acted from. */
  source: z.strictObject({ address: z.string(), userAgent: z.string() }).optional(),
  /** Whose access it is about: a technician's object id, or `strangers`. Left out: it is about what the product does. */
  accessOf: z.string().optional(),
  /** How many acts one record tells of, which have none of their own. Left out: one. */
  times: z.int().optional(),
  cycleId: z.string().optional(),
  /** Left out: the fact is about the whole cycle. */
  tenantId: z.string().optional(),
  /** What the tenant was called then. */
  tenantName: z.string().optional(),
  /** Left out: the fact is about the whole tenant. */
  accountId: z.string().optional(),
  userPrincipalName: z.string().optional(),
  class: accountClassSchema.optional(),
  rotationId: z.string().optional(),
  /** `lastPasswordChangeDateTime` as discovery found it, ISO 8601. Left out: the directory did not tell it. */
  passwordChangedAt: z.string().optional(),
  /**
   * SHA-256, hex, over the canonical JSON of the estate: of the one in force when the fact was recorded, or that came into force by it. Left
   * out in records from before each had it.
   */
  estate: z.string().optional(),
  /** Version of the code that a cycle was opened with, or that put an estate in force. */
  code: z.string().optional(),
  evidence: z
    .strictObject({
      graphRequestId: z.string().optional(),
      clientRequestId: z.string().optional(),
      secretVersionId: z.string().optional(),
      linkFingerprint: z.string().optional(),
      ticket: z.string().optional(),
      /** What SES or Teams named a message. */
      messageId: z.string().optional(),
      /** The event of CloudTrail that proves it. */
      trailEventId: z.string().optional(),
      /** Hash of a checkpoint. */
      checkpoint: z.string().optional(),
      detail: z.string().optional(),
    })
    .optional(),
});
export type AuditFact = Immutable<z.output<typeof auditFactSchema>>;

/** The end of a chain: what the next record links to. */
export const chainHeadSchema = z.strictObject({
  /**
   * `<tenant id>#<account id>`, where `-` stands for "the whole tenant" and "the whole estate"; or `access#<object id>` and
   * `access#strangers`.
   */
  chain: z.string(),
  /** 1 for the first record of a chain. */
  sequence: z.int(),
  /** SHA-256, hex, over the canonical JSON (RFC 8785) of all other fields. */
  hash: z.string(),
});
export type ChainHead = Immutable<z.output<typeof chainHeadSchema>>;

/** One fact in its place: immutable, chained to the one before it. */
export const auditRecordSchema = z.strictObject({
  ...auditFactSchema.shape,
  schema: z.literal(1),
  ...chainHeadSchema.shape,
  /** `hash` of the record before; 64 zeros for the first. */
  prevHash: z.string(),
});
export type AuditRecord = Immutable<z.output<typeof auditRecordSchema>>;

/** The chain that a fact belongs to. */
export const chainOf = ({
  tenantId,
  accountId,
  accessOf,
}: Pick<AuditFact, 'tenantId' | 'accountId' | 'accessOf'>): string =>
  accessOf === undefined ? `${tenantId ?? '-'}#${accountId ?? '-'}` : `access#${accessOf}`;
