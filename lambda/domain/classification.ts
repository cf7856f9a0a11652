import type { AccountClass, ExcludedAccount, ExclusionReason, IncludedAccount } from './account.ts';
import { classOf, inclusionReasons } from './account-class.ts';
import type { DirectorySnapshot, DirectoryUser } from './directory.ts';
import { TenantNotReady } from './errors.ts';
import { neverRotateReason } from './never-rotate.ts';
import { type HeldRole, isActiveGlobalAdministrator, isGlobalAdministrator, rolesByPrincipal } from './roles.ts';
import { isNamed, type TenantRules } from './tenant-rules.ts';

/** What one discovery of a tenant comes to. */
export interface Classification {
  readonly included: readonly IncludedAccount[];
  /**
   * One by one: accounts of the wanted class, and break-glass accounts; where some were asked for, of those. All others are
   * in `counts` alone.
   */
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
 * @param only  object ids of the accounts that the cycle is for; none: all of the class
 * @throws {TenantNotReady} when no break-glass account is designated and none is waived, or a designated one is missing, or
 *   one that was asked for is not there
 */
export function classify(
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  wanted: AccountClass,
  only: readonly string[] = [],
): Classification {
  requireBreakGlass(snapshot, tenant);
  requireListed(snapshot, tenant);
  requireAskedFor(snapshot, tenant, only);
  const isAskedFor = askedFor(only);
  const rolesOf = rolesByPrincipal(snapshot.tenantId, snapshot);
  const users = [...new Map(snapshot.users.map((user) => [user.id.toLowerCase(), user])).values()];
  const judged = keepOneGlobalAdministrator(
    users.map((user) => notAskedFor(isAskedFor, judge(user, rolesOf(user.id), snapshot, tenant, wanted))),
  );
  const excluded = judged.filter((each) => each.reason !== undefined);
  const counts: Record<string, number> = {};
  for (const { reason } of excluded) if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
  return {
    included: judged.filter((each) => each.reason === undefined).map((each) => includedAccount(each, tenant, wanted)),
    excluded: excluded.filter(isAskedFor).flatMap((each) => excludedAccount(each, wanted)),
    counts,
    accountsSeen: users.length,
    problems: [...snapshot.notes, ...problemsOf(snapshot, judged)],
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

function requireAskedFor({ users }: DirectorySnapshot, { displayName }: TenantRules, only: readonly string[]): void {
  const missing = only.filter((named) => !users.some((user) => isNamed(user, named)));
  if (missing.length > 0) {
    throw new TenantNotReady(
      `${displayName}: the directory has no account ${missing.join(', ')}, which was asked for.`,
    );
  }
}

const askedFor =
  (only: readonly string[]) =>
  ({ user }: Pick<Judged, 'user'>): boolean =>
    only.length === 0 || only.some((named) => isNamed(user, named));

/** An account that is left out for a reason of its own keeps that reason: what it says does not depend on this cycle. */
const notAskedFor = (isAskedFor: (judged: Judged) => boolean, judged: Judged): Judged =>
  judged.reason === undefined && !isAskedFor(judged) ? { ...judged, reason: 'not-asked-for' } : judged;

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

/**
 * R2: never all Global Administrators of a tenant at once. Where every one that can sign in would be rotated, the one
 * whose password is the newest is left out; so another one is left out in the next cycle.
 */
function keepOneGlobalAdministrator(judged: readonly Judged[]): readonly Judged[] {
  // Where all are merely eligible, one of those; an eligible one does not stand in for one who is active now.
  const active = judged.filter((each) => each.roles.some(isActiveGlobalAdministrator));
  const administrators = active.length > 0 ? active : judged.filter((each) => each.roles.some(isGlobalAdministrator));
  const rotated = administrators.filter((each) => each.reason === undefined);
  if (rotated.length === 0 || administrators.some(keepsKnownPassword)) return judged;
  const newest = rotated.reduce((best, each) => (changedAt(each) > changedAt(best) ? each : best));
  return judged.map((each) => (each === newest ? { ...each, reason: 'last-global-administrator' } : each));
}

/** Whether a Global Administrator stays able to sign in with the password that it has. */
const keepsKnownPassword = ({ user, reason }: Judged) =>
  user.accountEnabled === true && reason !== undefined && reason !== 'guest' && reason !== 'unknown-data';

const changedAt = ({ user }: Judged) => Date.parse(user.lastPasswordChangeDateTime ?? '') || 0;

function includedAccount({ user, roles }: Judged, tenant: TenantRules, wanted: AccountClass): IncludedAccount {
  return {
    accountId: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    class: wanted,
    reasons: inclusionReasons({ user, roles }, tenant),
    globalAdministrator: roles.some(isActiveGlobalAdministrator),
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

function problemsOf(snapshot: DirectorySnapshot, judged: readonly Judged[]): string[] {
  const kept = judged.find((each) => each.reason === 'last-global-administrator');
  return [
    ...(snapshot.roleAssignments.length === 0
      ? ['The directory showed no role assignment at all, so no account counts as admin.']
      : []),
    ...(kept === undefined
      ? []
      : [`No Global Administrator stays outside this cycle, so ${kept.user.userPrincipalName} was left out of it.`]),
  ];
}
