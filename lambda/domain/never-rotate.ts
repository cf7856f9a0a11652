import type { ExclusionReason, IncludedAccount } from './account.ts';
import { classOf } from './account-class.ts';
import type { DirectoryDomain, DirectoryUser, LiveAccount } from './directory.ts';
import { exclusionSentence } from './exclusion-sentences.ts';
import { type HeldRole, isSyncRole, makesAdmin, rolesByPrincipal } from './roles.ts';
import { isNamed, type NamedAccount, type TenantRules } from './tenant-rules.ts';

/**
 * R2: which accounts are never touched. The same function decides at discovery and on the live read right before the
 * reset; staging, which cannot read the directory, asks its first half, `namedReason`.
 */

/** Reasons that hold whatever the schedule. */
export type NeverRotateReason = Exclude<ExclusionReason, 'other-class' | 'not-in-scope' | 'last-global-administrator'>;

/** What is known about one account when it is decided upon. */
export interface AccountFacts {
  readonly user: DirectoryUser;
  readonly roles: readonly HeldRole[];
  /** All domains of the tenant. */
  readonly domains: readonly DirectoryDomain[];
}

/** Why an account is never rotated; `undefined` when nothing forbids it. What is not known forbids it. */
export function neverRotateReason(facts: AccountFacts, tenant: TenantRules): NeverRotateReason | undefined {
  const { user, roles } = facts;
  const named = namedReason(user, tenant);
  if (named !== undefined) return named;
  if (roles.some(isSyncRole) || isSyncServiceName(user)) return 'sync-service';
  if (isGuest(user)) return 'guest';
  if (user.identityParentId !== undefined) return 'ai-identity';
  if (user.onPremisesSyncEnabled === true) return 'synced';
  const federated = isFederated(user.userPrincipalName, facts.domains);
  if (federated === true) return 'federated';
  if (user.isManagementRestricted === true) return 'restricted';
  // Sign-in to shared, room and equipment mailboxes is blocked and they need no licence; one with a role is no mere mailbox.
  if (user.accountEnabled === false) return user.licensed || roles.some(makesAdmin) ? 'disabled' : 'mailbox';
  const allTold =
    user.accountEnabled === true &&
    user.userType?.toLowerCase() === 'member' &&
    user.onPremisesSyncEnabled === false &&
    user.isManagementRestricted === false &&
    federated === false &&
    roles.every((role) => role.known);
  return allTold ? undefined : 'unknown-data';
}

/** What the estate says about an account, whatever the directory shows. */
export function namedReason(account: NamedAccount, tenant: TenantRules): 'break-glass' | 'listed' | undefined {
  if (tenant.breakGlass.accounts.some((each) => isNamed(account, each))) return 'break-glass';
  if (tenant.neverRotate.some((each) => isNamed(account, each))) return 'listed';
  return undefined;
}

const isGuest = (user: DirectoryUser) =>
  user.userType?.toLowerCase() === 'guest' ||
  user.externalUserState !== undefined ||
  user.userPrincipalName.toLowerCase().includes('#ext#');

/** Names that Entra Connect and Cloud Sync give to the accounts by which they write. */
const SYNC_SERVICE_UPN = /^(sync_.+_[0-9a-f]+|adtoaadsyncserviceaccount|(msol|aad)_[0-9a-f]+)@/i;
const SYNC_SERVICE_DISPLAY_NAME = 'on-premises directory synchronization service account';

const isSyncServiceName = ({ userPrincipalName, displayName }: DirectoryUser) =>
  SYNC_SERVICE_UPN.test(userPrincipalName) || displayName.trim().toLowerCase() === SYNC_SERVICE_DISPLAY_NAME;

/**
 * Whether the account signs in elsewhere. A subdomain inherits from its root domain.
 *
 * @returns `undefined` when the tenant has no such domain: then nothing is known
 */
function isFederated(userPrincipalName: string, domains: readonly DirectoryDomain[]): boolean | undefined {
  const suffix = userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase();
  const own = domains.filter(({ name }) => suffix === name.toLowerCase() || suffix.endsWith(`.${name.toLowerCase()}`));
  return own.length === 0 ? undefined : own.some((domain) => domain.federated);
}

/** Why a guard stopped a rotation. */
export type GuardRefusal = NeverRotateReason | 'gone' | 'other-account' | 'renamed' | 'class-changed';

export type GuardAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: GuardRefusal; readonly sentence: string };

const refusal = (refused: GuardRefusal, sentence: string): GuardAnswer => ({ ok: false, refused, sentence });

/**
 * The guard at staging (R2, second time): the estate may have changed since discovery.
 */
export function guardAtStaging(account: IncludedAccount, tenant: TenantRules): GuardAnswer {
  const reason = namedReason({ id: account.accountId, userPrincipalName: account.userPrincipalName }, tenant);
  return reason === undefined ? { ok: true } : refusal(reason, exclusionSentence(reason));
}

/**
 * The guard right before the reset (R2, third time): the account as the directory shows it now must still be the one
 * that was approved.
 *
 * @param live  `undefined`: the directory does not have the account any more
 * @param approved  the account as discovery recorded it and the technician saw it
 */
export function guard(
  live: LiveAccount | undefined,
  tenant: TenantRules & { readonly tenantId: string },
  approved: IncludedAccount,
): GuardAnswer {
  if (live === undefined) return refusal('gone', 'The account does not exist any more.');
  const { user } = live;
  if (user.id.toLowerCase() !== approved.accountId.toLowerCase()) {
    return refusal('other-account', 'The directory answered with another account than the one that was approved.');
  }
  const roles = rolesByPrincipal(tenant.tenantId, live)(user.id);
  const reason = neverRotateReason({ user, roles, domains: live.domains }, tenant);
  if (reason !== undefined) return refusal(reason, exclusionSentence(reason));
  const stagedAnswer = guardAtStaging(approved, tenant);
  if (!stagedAnswer.ok) return stagedAnswer;
  if (user.userPrincipalName.toLowerCase() !== approved.userPrincipalName.toLowerCase()) {
    return refusal('renamed', `The account was approved as ${approved.userPrincipalName} and has another name now.`);
  }
  const now = classOf({ user, roles }, tenant);
  if (now !== approved.class) {
    return refusal(
      'class-changed',
      `The account was approved as ${approved.class} account and is ${now === undefined ? 'neither admin nor service account' : `${now === 'admin' ? 'an' : 'a'} ${now} account`} now.`,
    );
  }
  return { ok: true };
}
