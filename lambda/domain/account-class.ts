import type { AccountClass, InclusionReason } from './account.ts';
import type { DirectoryUser } from './directory.ts';
import { type HeldRole, isPrivileged, makesAdmin } from './roles.ts';
import { isNamed, type ServiceAccountRule, type TenantRules } from './tenant-rules.ts';

/**
 * The class of an account; `undefined` for one that is neither admin nor service account.
 * One that is both is an admin: the stricter class wins, and it is rotated once.
 */
export function classOf(
  { user, roles }: { readonly user: DirectoryUser; readonly roles: readonly HeldRole[] },
  tenant: TenantRules,
): AccountClass | undefined {
  if (roles.some(makesAdmin)) return 'admin';
  return tenant.serviceAccounts.some((rule) => matches(user, rule)) ? 'service' : undefined;
}

/** Everything that speaks for rotating an account: each role that makes it an admin, each rule that it matches. */
export function inclusionReasons(
  { user, roles }: { readonly user: DirectoryUser; readonly roles: readonly HeldRole[] },
  tenant: TenantRules,
): readonly InclusionReason[] {
  return [
    ...roles.filter(makesAdmin).map((role) => ({
      kind: 'role' as const,
      role: role.name,
      ...(role.templateId === undefined ? {} : { roleTemplateId: role.templateId }),
      scope: role.scope,
      path: role.path,
      privileged: isPrivileged(role),
    })),
    ...tenant.serviceAccounts
      .filter((rule) => matches(user, rule))
      .map((rule) => ({ kind: 'matcher' as const, matcher: describeRule(rule) })),
  ];
}

function matches(user: DirectoryUser, rule: ServiceAccountRule): boolean {
  if ('userPrincipalNamePrefix' in rule) return startsWith(user.userPrincipalName, rule.userPrincipalNamePrefix);
  if ('displayNamePrefix' in rule) return startsWithWord(user.displayName, rule.displayNamePrefix);
  if ('extensionAttribute' in rule) {
    return user.extensionAttributes[`extensionAttribute${rule.extensionAttribute}`] === rule.equals;
  }
  return isNamed(user, rule.account);
}

const startsWith = (text: string, prefix: string) => text.toLowerCase().startsWith(prefix.toLowerCase());

/** A word ends where the prefix ends: "Service" begins "Service Backup", not "Services Team". */
function startsWithWord(text: string, prefix: string): boolean {
  if (!startsWith(text, prefix)) return false;
  return !/[\p{L}\p{N}]$/u.test(prefix) || !/^[\p{L}\p{N}]/u.test(text.slice(prefix.length));
}

function describeRule(rule: ServiceAccountRule): string {
  if ('userPrincipalNamePrefix' in rule) return `UPN begins with ${rule.userPrincipalNamePrefix}`;
  if ('displayNamePrefix' in rule) return `display name begins with ${rule.displayNamePrefix}`;
  if ('extensionAttribute' in rule) return `extensionAttribute${rule.extensionAttribute} is ${rule.equals}`;
  return 'named in the estate';
}
