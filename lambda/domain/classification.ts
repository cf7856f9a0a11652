import type { AccountClass, ExcludedAccount, ExclusionReason, IncludedAccount } from './account.ts';
import { classOf, inclusionReasons } from './account-class.ts';
import type { DirectorySnapshot, DirectoryUser } from './directory.ts';
import { TenantNotReady } from './errors.ts';
import { globalAdministrators, oneToKeep, standInsOf } from './global-administrators.ts';
import { neverRotateReason } from './never-rotate.ts';
import { type HeldRole, isActiveGlobalAdministrator, rolesByPrincipal } from './roles.ts';
import { isNamed, type TenantRules } from './tenant-rules.ts';

/** What one discovery of a tenant comes to. */
export interface Classification {
  readonly included: readonly IncludedAccount[];
  /** One by one: accounts of the wanted class, and break-glass accounts. All others are in `counts` alone. */
  readonly excluded: readonly ExcludedAccount[];
  /** How many were left out, by `ExclusionReason`; reasons that did not occur are left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** Always the included ones and the sum of `counts`. */
  readonly accountsSeen: number;
  /** What a person should know about this discovery, in sentences. */
  readonly problems: readonly string[];
}

interface Judged {
  readonly user: DirectoryUser;
  readonly roles: readonly HeldRole[];
  readonly class: AccountClass | undefined;
  /** `undefined`: rotate it. */
  readonly reason: ExclusionReason | undefined;
}

/**
 * Decides for every account of a tenant whether a cycle of the wanted class rotates it (R2, first time).
 *
 * @throws {TenantNotReady} when no break-glass account is designated and none is waived, or a designated one is missing
 */
export function classify(snapshot: DirectorySnapshot, tenant: TenantRules, wanted: AccountClass): Classification {
  requireBreakGlass(snapshot, tenant);
  requireListed(snapshot, tenant);
  const rolesOf = rolesByPrincipal(snapshot.tenantId, snapshot);
  const users = [...new Map(snapshot.users.map((user) => [user.id.toLowerCase(), user])).values()];
  const unkept = users.map((user) => judge(user, rolesOf(user.id), snapshot, tenant, wanted));
  const administrators = globalAdministrators(unkept, snapshot.domains);
  const kept = oneToKeep(administrators);
  const judged = unkept.map(
    (each): Judged => (each === kept ? { ...each, reason: 'last-global-administrator' } : each),
  );
  const excluded = judged.filter((each) => each.reason !== undefined);
  const counts: Record<string, number> = {};
  for (const { reason } of excluded) if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
  return {
    included: judged
      .filter((each) => each.reason === undefined)
      .map((each) => includedAccount(each, tenant, wanted, standInsOf(each.user, administrators))),
    excluded: excluded.flatMap((each) => excludedAccount(each, wanted)),
    counts,
    accountsSeen: users.length,
    problems: [...snapshot.notes, ...problemsOf(snapshot, kept)],
  };
}

function requireBreakGlass({ users }: DirectorySnapshot, { breakGlass, displayName }: TenantRules): void {
  if (breakGlass.accounts.length === 0 && breakGlass.waiver === undefined) {
    throw new TenantNotReady(
      `${displayName} has no break-glass account designated. Name one under breakGlass.accounts in the estate, or give a waiver.`,
    );
  }
  const missing = breakGlass.accounts.filter((named) => !users.some((user) => isNamed(user, named)));
  if (missing.length > 0) {
    throw new TenantNotReady(
      `${displayName}: the directory has no ${missing.join(', ')}, designated as break-glass under breakGlass.accounts. Correct the estate: nothing is rotated here until every designated account is found.`,
    );
  }
}

/**
 * An account that is listed by name and has another name now would be rotated. One that is listed by object id and is not
 * there was deleted: object ids are never given twice.
 */
function requireListed({ users }: DirectorySnapshot, { neverRotate, displayName }: TenantRules): void {
  const missing = neverRotate.filter((named) => named.includes('@') && !users.some((user) => isNamed(user, named)));
  if (missing.length > 0) {
    throw new TenantNotReady(
      `${displayName}: the directory has no ${missing.join(', ')}, listed under neverRotate. Was it renamed? List it by its object id: nothing is rotated here until every listed name is found.`,
    );
  }
}

function judge(
  user: DirectoryUser,
  roles: readonly HeldRole[],
  { domains }: DirectorySnapshot,
  tenant: TenantRules,
  wanted: AccountClass,
): Judged {
  const own = classOf({ user, roles }, tenant);
  const never = neverRotateReason({ user, roles, domains }, tenant);
  const reason = () => {
    if (never === 'break-glass') return never;
    if (own === undefined) return 'not-in-scope';
    return own === wanted ? never : 'other-class';
  };
  return { user, roles, class: own, reason: reason() };
}

function includedAccount(
  { user, roles }: Judged,
  tenant: TenantRules,
  wanted: AccountClass,
  standIns: readonly string[] | undefined,
): IncludedAccount {
  return {
    accountId: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    class: wanted,
    reasons: inclusionReasons({ user, roles }, tenant),
    globalAdministrator: roles.some(isActiveGlobalAdministrator),
    ...(standIns === undefined ? {} : { standIns }),
    ...(user.lastPasswordChangeDateTime === undefined ? {} : { passwordChangedAt: user.lastPasswordChangeDateTime }),
    passwordNeverExpires: /\bDisablePasswordExpiration\b/i.test(user.passwordPolicies ?? ''),
  };
}

function excludedAccount({ user, class: own, reason }: Judged, wanted: AccountClass): ExcludedAccount[] {
  if (reason === undefined || (own !== wanted && reason !== 'break-glass')) return [];
  return [
    {
      accountId: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      class: own ?? wanted,
      reason,
    },
  ];
}

function problemsOf(snapshot: DirectorySnapshot, kept: Judged | undefined): string[] {
  return [
    ...(snapshot.roleAssignments.length === 0
      ? ['The directory showed no role assignment at all, so no account counts as admin.']
      : []),
    ...(kept === undefined
      ? []
      : [`No Global Administrator stays outside this cycle, so ${kept.user.userPrincipalName} was left out of it.`]),
  ];
}
