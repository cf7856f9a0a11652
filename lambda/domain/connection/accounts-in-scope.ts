import type { AccountClass } from '../accounts/account.ts';
import { classOf } from '../accounts/account-class.ts';
import { accountFacts } from '../accounts/account-facts.ts';
import type { DirectorySnapshot } from '../accounts/directory.ts';
import { neverRotateReason } from '../accounts/never-rotate.ts';
import type { TenantRules } from '../accounts/tenant-rules.ts';
import type { RotatedAccount } from './writer-role.ts';

/**
 * The accounts that cycles of these classes would rotate, with their roles. Unlike `classify` it answers for a tenant that is not ready
 * yet, too: who connects one must know the role before everything else is right.
 */
export function accountsInScope(
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  classes: ReadonlySet<AccountClass>,
): readonly RotatedAccount[] {
  return snapshot.users.map(accountFacts(snapshot)).flatMap((facts) => {
    const own = classOf(facts, tenant);
    if (own === undefined || !classes.has(own) || neverRotateReason(facts, tenant) !== undefined) return [];
    return [{ userPrincipalName: facts.user.userPrincipalName, roles: facts.roles }];
  });
}
