import type { IncludedAccount } from './account.ts';
import { classOf, isOptedIn } from './account-class.ts';
import { type AccountFacts, membership } from './account-facts.ts';
import type { DirectoryUser } from './directory.ts';
import { isIgnored, isSyncRole } from './directory-roles.ts';
import type { ExclusionReason } from './exclusion-reasons.ts';
import { whyExcluded } from './exclusion-reasons.ts';
import { isNamed, type NamedAccount, type TenantRules } from './tenant-rules.ts';
import { untold } from './untold.ts';

/**
 * R2: which accounts are never touched. One function decides three times, over facts of one type: at discovery over all
 * accounts that were read at once, at staging over what discovery recorded, right before the reset over a read of its own.
 */

/** Reasons that hold whatever the schedule. */
export type NeverRotateReason = Exclude<
  ExclusionReason,
  'other-class' | 'not-in-scope' | 'not-asked-for' | 'nobody-may-decide' | 'last-global-administrator' | 'under-way'
>;

/** Why an account is never rotated; `undefined` when nothing forbids it. What is not known forbids it. */
export function neverRotateReason(facts: AccountFacts, tenant: TenantRules): NeverRotateReason | undefined {
  const { user, roles, federated } = facts;
  const groups = (tenant.breakGlass.groups ?? []).map((each) => membership(facts, each));
  if (groups.includes(true)) return 'break-glass';
  const named = namedReason(user, tenant);
  if (named !== undefined) return named;
  if (roles.some(isSyncRole) || isSyncServiceName(user)) return 'sync-service';
  if (isGuest(user)) return 'guest';
  if (user.identityParentId !== undefined) return 'ai-identity';
  if (user.onPremisesSyncEnabled === true) return 'synced';
  if (federated === true) return 'federated';
  if (user.isManagementRestricted === true) return 'restricted';
  // Sign-in to shared, room and equipment mailboxes is blocked and they need no licence; an account with a role is more than a mailbox.
  if (user.accountEnabled === false) {
    return user.licensed || roles.some((role) => !isIgnored(role, tenant.admins)) ? 'disabled' : 'mailbox';
  }
  if (untold(facts, tenant).length > 0) return 'unknown-data';
  return classOf(facts, tenant) === 'service' && !isOptedIn(facts, tenant) ? 'not-opted-in' : undefined;
}

/** What the estate says about an account by name, whatever the directory shows. */
function namedReason(account: NamedAccount, tenant: TenantRules): 'break-glass' | 'listed' | undefined {
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

const isSyncServiceName = ({ userPrincipalName, displayName = '' }: DirectoryUser) =>
  SYNC_SERVICE_UPN.test(userPrincipalName) || displayName.trim().toLowerCase() === SYNC_SERVICE_DISPLAY_NAME;

/** Why a guard stopped a rotation. */
export type GuardRefusal = NeverRotateReason | 'gone' | 'other-account' | 'renamed' | 'class-changed';

export type GuardAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: GuardRefusal; readonly sentence: string };

const refusal = (refused: GuardRefusal, sentence: string): GuardAnswer => ({ ok: false, refused, sentence });

/**
 * The guard (R2): the account as it is known now, under the estate as it is now, must still be the one that was approved.
 *
 * @param facts  at staging what discovery recorded, right before the reset a read of its own; `undefined`: the directory does
 *   not have the account any more
 * @param approved  the account as discovery recorded it and the technician saw it
 */
export function guard(facts: AccountFacts | undefined, tenant: TenantRules, approved: IncludedAccount): GuardAnswer {
  if (facts === undefined) return refusal('gone', 'The account does not exist any more.');
  const { user } = facts;
  if (user.id.toLowerCase() !== approved.accountId.toLowerCase()) {
    return refusal('other-account', 'The directory answered with another account than the one that was approved.');
  }
  // The estate may still list it by the name that it was approved with.
  const approvedAs = { id: approved.accountId, userPrincipalName: approved.userPrincipalName };
  const reason = neverRotateReason(facts, tenant) ?? namedReason(approvedAs, tenant);
  if (reason !== undefined)
    return refusal(reason, whyExcluded(reason, reason === 'unknown-data' ? untold(facts, tenant) : []));
  if (user.userPrincipalName.toLowerCase() !== approved.userPrincipalName.toLowerCase()) {
    return refusal('renamed', `The account was approved as ${approved.userPrincipalName} and has another name now.`);
  }
  const now = classOf(facts, tenant);
  if (now !== approved.class) {
    return refusal(
      'class-changed',
      `The account was approved as ${approved.class} account and is ${now === undefined ? 'neither admin nor service account' : `${now === 'admin' ? 'an' : 'a'} ${now} account`} now.`,
    );
  }
  return { ok: true };
}
