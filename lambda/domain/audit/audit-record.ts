import type { AccountClass } from '../accounts/account.ts';
import type { Actor } from '../rotation/rotation.ts';

export const auditActions = [
  'cycle.opened',
  'cycle.closed',
  'tenant.discovered',
  'tenant.closed',
  'tenant.failed',
  'account.discovered',
  'account.excluded',
  'approval.requested',
  'approval.reminded',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
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
  'link.created',
  'link.revealed',
  'link.reported',
  'link.renewed',
  'rotation.closed',
  'rotation.reopened',
  'rotation.resolved',
  'rotation.settled',
  'ticket.created',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** One fact, before it has its place in a chain. Strings and integers only: they have one canonical form. */
export interface AuditFact {
  readonly action: AuditAction;
  readonly outcome: 'success' | 'refused' | 'failed' | 'uncertain';
  /** Reason code or a person's words; never a secret. */
  readonly reason?: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly actor: Actor;
  /** The function that recorded it, such as `reset-password`. */
  readonly component: string;
  /** Where a person acted from. */
  readonly source?: { readonly address: string; readonly userAgent: string };
  readonly cycleId?: string;
  /** Left out: the fact is about the whole cycle. */
  readonly tenantId?: string;
  /** Left out: the fact is about the whole tenant. */
  readonly accountId?: string;
  readonly userPrincipalName?: string;
  readonly class?: AccountClass;
  readonly rotationId?: string;
  readonly evidence?: {
    readonly graphRequestId?: string;
    readonly clientRequestId?: string;
    readonly secretVersionId?: string;
    readonly linkFingerprint?: string;
    readonly ticket?: string;
    readonly detail?: string;
  };
}

/** One fact in its place: immutable, chained to the one before it. */
export interface AuditRecord extends AuditFact {
  readonly schema: 1;
  /** `<tenant id>#<account id>`; `-` stands for "the whole tenant" and "the whole estate". */
  readonly chain: string;
  /** 1 for the first record of a chain. */
  readonly sequence: number;
  /** `hash` of the record before; 64 zeros for the first. */
  readonly prevHash: string;
  /** SHA-256, hex, over the canonical JSON (RFC 8785) of all other fields. */
  readonly hash: string;
}

/** The end of a chain: what the next record links to. */
export interface ChainHead {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
}

/** The chain that a fact belongs to. */
export const chainOf = (fact: Pick<AuditFact, 'tenantId' | 'accountId'>): string =>
  `${fact.tenantId ?? '-'}#${fact.accountId ?? '-'}`;
