import * as z from 'zod';
import type { AccountClass } from '../accounts/account.ts';
import { fingerprintOf } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';
import { type CredentialLink, credentialLinkSchema, recipientOf } from './link.ts';

/**
 * Exposure: a person has seen a password that may still be the one that Entra holds. It begins when a view is claimed, before the
 * password is read, and ends only when a later password of the account is current: a rotation that failed or is uncertain ends none.
 */

/** Somebody who has ever seen a password. The row stays when the person leaves the estate. */
export const seerSchema = z.strictObject({
  technicianObjectId: z.string(),
  /** As the estate called the person at the time. */
  technicianName: z.string(),
});
export type Seer = Immutable<z.output<typeof seerSchema>>;

/** The newest password of one account that one person has seen. */
export const exposureSchema = z.strictObject({
  ...seerSchema.shape,
  ...credentialLinkSchema.pick({
    cycleId: true,
    tenantId: true,
    accountId: true,
    rotationId: true,
    userPrincipalName: true,
    tenantDisplayName: true,
    versionId: true,
    resetAt: true,
  }).shape,
  /** ISO 8601, UTC: when the view was claimed. */
  seenAt: z.string(),
  /** Names the link, as audit records do. */
  linkFingerprint: z.string(),
});
export type Exposure = Immutable<z.output<typeof exposureSchema>>;

/** The exposure that a claimed view makes. */
export const exposureOf = (link: CredentialLink, seenAt: string): Exposure => ({
  technicianObjectId: link.recipientObjectId,
  technicianName: recipientOf(link).name,
  cycleId: link.cycleId,
  tenantId: link.tenantId,
  accountId: link.accountId,
  rotationId: link.rotationId,
  userPrincipalName: link.userPrincipalName,
  tenantDisplayName: link.tenantDisplayName,
  versionId: link.versionId,
  resetAt: link.resetAt,
  seenAt,
  linkFingerprint: fingerprintOf(link.linkId),
});

/**
 * Whether what a person saw before stays on record, instead of what the same person sees now: one row holds what is current. A link to
 * an older password may be opened late, and that must not hide the newer one. Of one password the first view counts.
 *
 * @param currentVersionId  as in `isStillCurrent`
 */
export function staysOnRecord(
  before: Pick<Exposure, 'versionId' | 'resetAt'>,
  now: Pick<Exposure, 'versionId' | 'resetAt'>,
  currentVersionId: string | undefined,
): boolean {
  if (before.versionId === now.versionId) return true;
  if (currentVersionId === undefined) return Date.parse(before.resetAt) > Date.parse(now.resetAt);
  return before.versionId === currentVersionId;
}

/**
 * Whether the password that was seen may still work.
 *
 * @param currentVersionId  the version that was last made current; `undefined`: none is on record, as for a password that was made
 *   current before exposures were recorded. What is not known counts as exposed (R11)
 */
export const isStillCurrent = (
  { versionId }: Pick<Exposure, 'versionId'>,
  currentVersionId: string | undefined,
): boolean => currentVersionId === undefined || currentVersionId === versionId;

/** The estate's rule: a rotation is proposed so many hours after a password was seen. Left out: never. */
export interface RevealRule {
  readonly adminHours?: number | undefined;
  readonly serviceHours?: number | undefined;
}

const MS_PER_HOUR = 3_600_000;

const hoursAfterReveal = ({ adminHours, serviceHours }: RevealRule, of: AccountClass): number | undefined =>
  of === 'admin' ? adminHours : serviceHours;

/** Whether a rotation is to be proposed by now, because somebody has seen the password. */
export function isDueAfterReveal(
  { seenAt }: Pick<Exposure, 'seenAt'>,
  of: AccountClass,
  rule: RevealRule,
  now: Date,
): boolean {
  const hours = hoursAfterReveal(rule, of);
  return hours !== undefined && now.getTime() >= Date.parse(seenAt) + hours * MS_PER_HOUR;
}
