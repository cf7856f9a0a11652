import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { type CredentialLink, credentialLinkSchema } from './link.ts';

/**
 * The credential of one account that is to be deleted here, because its password is in the vault: a technician confirmed it, or the vault
 * gave a receipt. That makes it, so there is none for a password that is nowhere else.
 */
export const retirementSchema = z.strictObject({
  ...credentialLinkSchema.pick({
    cycleId: true,
    tenantId: true,
    accountId: true,
    rotationId: true,
    userPrincipalName: true,
    versionId: true,
    resetAt: true,
  }).shape,
  /** The link by which a technician confirmed it. Left out: the vault gave a receipt. */
  linkId: z.string().optional(),
  /** ISO 8601, UTC: the confirmation, or the receipt. */
  storedAt: z.string(),
  /** ISO 8601, UTC. The credential is not deleted before; put off while it cannot be deleted. */
  dueAt: z.string(),
});
export type Retirement = Immutable<z.output<typeof retirementSchema>>;

/** The estate's rule for how long credentials are kept. */
export interface RetentionRule {
  readonly credentials: 'keep' | 'until-stored';
  /** From the confirmation to the deletion. */
  readonly days: number;
}

const MS_PER_DAY = 86_400_000;

export const daysAfter = (from: Date, days: number) => new Date(from.getTime() + days * MS_PER_DAY);

/** A password of which it is known that it is in the vault. */
export type StoredPassword = Omit<Retirement, 'storedAt' | 'dueAt'>;

/**
 * The retirement that follows from a confirmation, or from a receipt of the vault; `undefined` where passwords are kept.
 *
 * @param neededUntil  seconds since 1970: when the link expires by which a person is to get the password besides; left out: none is
 */
export const retirementOf = (
  stored: StoredPassword,
  storedAt: Date,
  rule: RetentionRule,
  neededUntil = 0,
): Retirement | undefined =>
  rule.credentials === 'keep'
    ? undefined
    : {
        cycleId: stored.cycleId,
        tenantId: stored.tenantId,
        accountId: stored.accountId,
        rotationId: stored.rotationId,
        userPrincipalName: stored.userPrincipalName,
        versionId: stored.versionId,
        ...(stored.linkId === undefined ? {} : { linkId: stored.linkId }),
        resetAt: stored.resetAt,
        storedAt: storedAt.toISOString(),
        dueAt: new Date(Math.max(daysAfter(storedAt, rule.days).getTime(), neededUntil * 1_000)).toISOString(),
      };

/** The later of the date that the technician was shown and the date by the estate's rule now: a deployment brings no deletion forward. */
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
  /** Not now: Entra may hold the pending version. */
  | { readonly kind: 'wait'; readonly reason: 'pending-version' }
  /** Never. */
  | { readonly kind: 'keep'; readonly reason: KeepReason };

export type KeepReason =
  /** A later rotation promoted another password, which nobody has confirmed yet. */
  | 'superseded'
  /** The link was reported after the confirmation, or is gone: the confirmation does not count any more. */
  | 'not-confirmed'
  /** There is no such credential any more. */
  | 'no-credential';

/**
 * Decides whether a credential is deleted. The caller keeps the account lock reserved until the decision is carried out.
 *
 * @param link  the link by which the password was confirmed; `undefined` when it is gone, or the vault gave a receipt
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
  if (retirement.linkId === undefined) return { kind: 'delete' };
  const storedAt = link?.state.status === 'revealed' ? link.state.storedAt : undefined;
  const isConfirmed = link?.versionId === retirement.versionId && storedAt !== undefined;
  return isConfirmed ? { kind: 'delete' } : { kind: 'keep', reason: 'not-confirmed' };
}
