import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { type CredentialLink, credentialLinkSchema } from './link.ts';

/**
 * The credential of one account that is to be deleted here, because a technician confirmed that its password is in the vault.
 * It comes to be with the confirmation, so there is none for a password that nobody has seen.
 */
export const retirementSchema = z.strictObject({
  ...credentialLinkSchema.pick({
    cycleId: true,
    tenantId: true,
    accountId: true,
    rotationId: true,
    userPrincipalName: true,
    versionId: true,
    linkId: true,
    resetAt: true,
  }).shape,
  /** ISO 8601, UTC: the confirmation. */
  storedAt: z.string(),
  /** ISO 8601, UTC. Not before; moves on while something stands against it. */
  dueAt: z.string(),
});
export type Retirement = Immutable<z.output<typeof retirementSchema>>;

/** What the estate says. */
export interface RetentionRule {
  readonly credentials: 'keep' | 'until-stored';
  /** From the confirmation to the deletion. */
  readonly days: number;
}

const MS_PER_DAY = 86_400_000;

export const daysAfter = (from: Date, days: number) => new Date(from.getTime() + days * MS_PER_DAY);

/** What follows from a confirmation; nothing where passwords are kept. */
export const retirementOf = (link: CredentialLink, storedAt: Date, rule: RetentionRule): Retirement | undefined =>
  rule.credentials === 'keep'
    ? undefined
    : {
        cycleId: link.cycleId,
        tenantId: link.tenantId,
        accountId: link.accountId,
        rotationId: link.rotationId,
        userPrincipalName: link.userPrincipalName,
        versionId: link.versionId,
        linkId: link.linkId,
        resetAt: link.resetAt,
        storedAt: storedAt.toISOString(),
        dueAt: daysAfter(storedAt, rule.days).toISOString(),
      };

/** The later of what the technician was told and what the estate says now: a deployment never brings a deletion forward. */
export function dueDate({ storedAt, dueAt }: Retirement, rule: RetentionRule): Date {
  return new Date(Math.max(daysAfter(new Date(storedAt), rule.days).getTime(), Date.parse(dueAt)));
}

/** A credential as its labels show it; no value of it is ever read. */
export interface CredentialView {
  /** Version that is AWSCURRENT. */
  readonly currentVersionId: string | undefined;
  /** Whether any version is pending: it may be what Entra holds. */
  readonly hasPending: boolean;
  /** ISO 8601, UTC: it is scheduled for deletion, and can be restored until then. */
  readonly recoverableUntil?: string;
}

export type RetirementVerdict =
  | { readonly kind: 'delete' }
  /** It is scheduled for deletion already: an earlier run stopped before it could say so. */
  | { readonly kind: 'deleted'; readonly recoverableUntil: string }
  /** Not now, and nobody knows when. */
  | { readonly kind: 'wait'; readonly reason: 'pending-version' }
  /** Never. */
  | { readonly kind: 'keep'; readonly reason: KeepReason };

export type KeepReason =
  /** A later rotation came: that password is another one, and nobody has confirmed it yet. */
  | 'superseded'
  /** The link was reported after the confirmation, or is gone: nobody answers for the confirmation any more. */
  | 'not-confirmed'
  /** There is no such credential any more. */
  | 'no-credential';

/**
 * What is to become of a credential. No rotation of the account may be under way while this is asked and carried out.
 *
 * @param link  the link by which the password was confirmed; `undefined` when it is gone
 * @param view  `undefined` when there is no such credential
 */
export function retirementVerdict(
  retirement: Retirement,
  link: CredentialLink | undefined,
  view: CredentialView | undefined,
): RetirementVerdict {
  if (view === undefined) return { kind: 'keep', reason: 'no-credential' };
  if (view.hasPending) return { kind: 'wait', reason: 'pending-version' };
  if (view.currentVersionId !== retirement.versionId) return { kind: 'keep', reason: 'superseded' };
  if (view.recoverableUntil !== undefined) return { kind: 'deleted', recoverableUntil: view.recoverableUntil };
  const storedAt = link?.state.status === 'revealed' ? link.state.storedAt : undefined;
  const isConfirmed = link?.versionId === retirement.versionId && storedAt !== undefined;
  return isConfirmed ? { kind: 'delete' } : { kind: 'keep', reason: 'not-confirmed' };
}
