import type { AccountClass, InclusionReason } from './account.ts';
import type { AccountFacts } from './account-facts.ts';
import { describeMatcher, matches } from './account-matchers.ts';
import { countsAsAdmin, isIgnored, isPrivileged, withoutScope } from './directory-roles.ts';
import { fewerScopes } from './fewer-scopes.ts';
import type { AccountMatcher, TenantRules } from './tenant-rules.ts';

/**
 * The class of an account; `undefined` for one that is neither admin nor service account.
 * One that is both is an admin: the stricter class wins, and it is rotated once. An account that holds a role which the estate
 * neither counts nor ignores has no class: an account with a role is never treated as a service account by omission.
 */
export function classOf(facts: AccountFacts, tenant: TenantRules): AccountClass | undefined {
  if (facts.roles.some((role) => countsAsAdmin(role, tenant.admins))) return 'admin';
  if (facts.roles.some((role) => !isIgnored(role, tenant.admins))) return undefined;
  return matchesAny(facts, tenant.serviceAccounts) ? 'service' : undefined;
}

/** Whether a service account may be rotated: where the tenant has `serviceOptIn`, one of those matchers must choose it too. */
export const isOptedIn = (facts: AccountFacts, { serviceOptIn }: TenantRules): boolean =>
  serviceOptIn === undefined || matchesAny(facts, serviceOptIn);

const matchesAny = (facts: AccountFacts, matchers: readonly AccountMatcher[]) =>
  matchers.some((each) => matches(facts, each));

/** Why an account is rotated: each role that makes it an admin, each matcher that chooses it. */
export function inclusionReasons(facts: AccountFacts, tenant: TenantRules): readonly InclusionReason[] {
  const chosenBy = (matchers: readonly AccountMatcher[]) => matchers.filter((each) => matches(facts, each));
  return [
    ...fewerScopes(
      facts.roles.filter((role) => countsAsAdmin(role, tenant.admins)),
      withoutScope,
    ).map(({ entry: role, further }) => ({
      kind: 'role' as const,
      role: role.name,
      ...(role.templateId === undefined ? { customRoleId: role.definitionId } : { roleTemplateId: role.templateId }),
      scope: role.scope,
      ...(further === 0 ? {} : { furtherScopes: further }),
      path: role.path,
      privileged: isPrivileged(role),
    })),
    ...chosenBy(tenant.serviceAccounts).map((each) => ({ kind: 'matcher' as const, matcher: describeMatcher(each) })),
    ...(classOf(facts, tenant) === 'service' ? chosenBy(tenant.serviceOptIn ?? []) : []).map((each) => ({
      kind: 'matcher' as const,
      matcher: `opted in: ${describeMatcher(each)}`,
    })),
  ];
}
