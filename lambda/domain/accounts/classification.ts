import { TenantNotReady } from '../errors.ts';
import type { AccountClass, ExcludedAccount, IncludedAccount } from './account.ts';
import { classOf, inclusionReasons } from './account-class.ts';
import { type AccountFacts, accountFacts, groupProblem, storedFacts } from './account-facts.ts';
import type { DirectorySnapshot } from './directory.ts';
import { isActiveGlobalAdministrator } from './directory-roles.ts';
import type { ExclusionReason } from './exclusion-reasons.ts';
import { administratorToKeep, globalAdministrators, standInsOf } from './global-administrators.ts';
import { neverRotateReason } from './never-rotate.ts';
import { type BarredDecider, barredDeciders, barredSentence, isOwnAccount } from './own-accounts.ts';
import { type Decider, furtherReads, isNamed, type TenantRules } from './tenant-rules.ts';
import { isForTwoPersons } from './two-persons.ts';
import { untold } from './untold.ts';

/** The result of one discovery of a tenant. */
export interface Classification {
  readonly included: readonly IncludedAccount[];
  /**
   * Accounts of the wanted class and break-glass accounts, one by one; in a cycle for chosen accounts, only those that were asked
   * for. All others are in `counts` alone.
   */
  readonly excluded: readonly ExcludedAccount[];
  /** How many were left out, by `ExclusionReason`; reasons that did not occur are left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** The number of included accounts plus the sum of `counts`. */
  readonly accountsSeen: number;
  /** Technicians who may not decide in this tenant, because it is not known which account there is their own. */
  readonly barred: readonly BarredDecider[];
  /** What a person should know about this discovery, in sentences. */
  readonly problems: readonly string[];
}

/** `refuse`: the tenant is not rotated, since a name may be mistyped. `leave-out`: the others are, and a sentence tells which is gone. */
export type MissingAccounts = 'refuse' | 'leave-out';

interface Judged extends AccountFacts {
  readonly class: AccountClass | undefined;
  /** `undefined`: rotate it. */
  readonly reason: ExclusionReason | undefined;
}

/** Workflow state holds 256 KB: this many pairs of ids fit, with room to spare. */
const MOST_ROTATIONS = 1000;

/**
 * Decides for every account of a tenant whether a cycle of the wanted class rotates it (R2, first time).
 *
 * @param only  object ids of the accounts that the cycle is for; none: all of the class
 * @param missing  what becomes of one of `only` that the directory does not have
 * @throws {TenantNotReady} when no break-glass account is designated and none is waived, when a designated account or group, or a
 *   listed account, is missing, when nobody may decide, when one that was asked for is not there, and when there are more accounts to rotate than one cycle can take
 */
export function classify(
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  wanted: AccountClass,
  only: readonly string[] = [],
  missing: MissingAccounts = 'refuse',
): Classification {
  requireBreakGlass(snapshot, tenant);
  requireListed(snapshot, tenant);
  const gone = goneOf(snapshot, only);
  if (missing === 'refuse') requireAskedFor(tenant, gone);
  const isAskedFor = askedFor(only);
  const factsOf = accountFacts(snapshot);
  // Stryker disable next-line MethodExpression: upper case tells ids apart as well
  const users = [...new Map(snapshot.users.map((user) => [user.id.toLowerCase(), user])).values()];
  const barred = requireDeciders(snapshot, tenant);
  const unkept = users
    .map((user) => notAskedFor(isAskedFor, judge(factsOf(user), tenant, wanted)))
    .map((each) => withoutDecider(each, tenant, barred));
  const administrators = globalAdministrators(unkept);
  const kept = administratorToKeep(administrators);
  const judged = unkept.map(
    (each): Judged => (each === kept ? { ...each, reason: 'last-global-administrator' } : each),
  );
  const included = judged.filter((each) => each.reason === undefined);
  requireFewEnough(included.length, tenant, wanted);
  const counts: Record<string, number> = {};
  for (const { reason } of judged) if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
  return {
    included: included.map((each) => includedAccount(each, tenant, wanted, standInsOf(each.user, administrators))),
    excluded: judged.filter(isAskedFor).flatMap((each) => excludedAccount(each, tenant, wanted, barred)),
    counts,
    accountsSeen: users.length,
    barred,
    problems: [
      ...snapshot.notes,
      ...snapshot.unread,
      ...barred.map(barredSentence),
      ...(gone.length === 0 ? [] : [goneSentence(gone)]),
      ...problemsOf(snapshot, tenant, kept),
    ],
  };
}

function requireBreakGlass({ users, groups }: DirectorySnapshot, { breakGlass, displayName }: TenantRules): void {
  const { accounts, groups: designated = [], waiver } = breakGlass;
  if (accounts.length + designated.length === 0 && waiver === undefined) {
    throw new TenantNotReady(
      `${displayName} has no break-glass account designated. Name one under breakGlass.accounts or a group under breakGlass.groups in the estate, or give a waiver.`,
    );
  }
  const missing = accounts.filter((named) => !users.some((user) => isNamed(user, named)));
  if (missing.length > 0) {
    throw new TenantNotReady(
      `${displayName}: the directory has no ${missing.join(', ')}, designated as break-glass under breakGlass.accounts. Correct the estate: nothing is rotated here until every designated account is found.`,
    );
  }
  const useless = designated.flatMap((id) => groupProblem(groups, id) ?? []);
  if (useless.length > 0) {
    throw new TenantNotReady(
      `${displayName}: ${useless.join(', ')}, designated as break-glass under breakGlass.groups. Correct the estate or the group: nothing is rotated here until every designated group has members.`,
    );
  }
}

/** An account that is listed and not found would be rotated under the name or id that it really has. */
function requireListed({ users }: DirectorySnapshot, { neverRotate, displayName }: TenantRules): void {
  const missing = neverRotate.filter((named) => !users.some((user) => isNamed(user, named)));
  if (missing.length > 0) {
    throw new TenantNotReady(
      `${displayName}: the directory has no ${missing.join(', ')}, listed under neverRotate. Was it renamed? List it by its object id. Was it deleted? Take it out: nothing is rotated here until every account that is listed is found.`,
    );
  }
}

/**
 * @returns the technicians who may not decide here
 * @throws {TenantNotReady} nobody else is left
 */
function requireDeciders(snapshot: DirectorySnapshot, tenant: TenantRules): readonly BarredDecider[] {
  const barred = barredDeciders(snapshot, tenant);
  if (barred.length > 0 && barred.length === tenant.deciders.length) {
    throw new TenantNotReady(`${tenant.displayName}: nobody may decide. ${barred.map(barredSentence).join(' ')}`);
  }
  return barred;
}

function requireFewEnough(accounts: number, { displayName }: TenantRules, wanted: AccountClass): void {
  if (accounts <= MOST_ROTATIONS) return;
  throw new TenantNotReady(
    `${displayName} has ${accounts} ${wanted} accounts to rotate, and ${MOST_ROTATIONS} is the most for one cycle. Are the rules for service accounts too wide?`,
  );
}

/** Those that were asked for and are not there. */
const goneOf = ({ users }: DirectorySnapshot, only: readonly string[]): readonly string[] =>
  only.filter((named) => !users.some((user) => isNamed(user, named)));

const goneSentence = (gone: readonly string[]): string =>
  `The directory does not have ${gone.join(', ')} any more, which was asked for.`;

function requireAskedFor({ displayName }: TenantRules, gone: readonly string[]): void {
  if (gone.length > 0) {
    throw new TenantNotReady(`${displayName}: the directory has no account ${gone.join(', ')}, which was asked for.`);
  }
}

const askedFor =
  (only: readonly string[]) =>
  ({ user }: Pick<Judged, 'user'>): boolean =>
    only.length === 0 || only.some((named) => isNamed(user, named));

/** An account that is left out for another reason keeps that reason, which does not depend on what this cycle was asked for. */
const notAskedFor = (isAskedFor: (judged: Judged) => boolean, judged: Judged): Judged =>
  judged.reason === undefined && !isAskedFor(judged) ? { ...judged, reason: 'not-asked-for' } : judged;

/** Nobody would be asked about an account that belongs to each technician who may decide here; one alone cannot approve for two. */
function withoutDecider(judged: Judged, tenant: TenantRules, barred: readonly BarredDecider[]): Judged {
  if (judged.reason !== undefined) return judged;
  const isBarred = ({ objectId }: Decider) => barred.some((each) => each.objectId === objectId);
  const able = tenant.deciders.filter((each) => !isBarred(each) && !isOwnAccount(each, judged.user, tenant)).length;
  return able >= (needsTwo(judged, tenant) ? 2 : 1) ? judged : { ...judged, reason: 'nobody-may-decide' };
}

const needsTwo = (judged: Judged, tenant: TenantRules): boolean =>
  isForTwoPersons(inclusionReasons(judged, tenant), tenant, tenant.twoPersons);

function judge(facts: AccountFacts, tenant: TenantRules, wanted: AccountClass): Judged {
  const own = classOf(facts, tenant);
  const never = neverRotateReason(facts, tenant);
  const reason = () => {
    if (never === 'break-glass') return never;
    if (own === undefined) return 'not-in-scope';
    return own === wanted ? never : 'other-class';
  };
  return { ...facts, class: own, reason: reason() };
}

function includedAccount(
  judged: Judged,
  tenant: TenantRules,
  wanted: AccountClass,
  standIns: readonly string[] | undefined,
): IncludedAccount {
  const { class: _class, reason: _reason, ...facts } = judged;
  const { user, roles } = facts;
  return {
    accountId: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName ?? '',
    class: wanted,
    reasons: inclusionReasons(facts, tenant),
    globalAdministrator: roles.some(isActiveGlobalAdministrator),
    ...(standIns === undefined ? {} : { standIns }),
    ...(user.lastPasswordChangeDateTime === undefined ? {} : { passwordChangedAt: user.lastPasswordChangeDateTime }),
    // Stryker disable next-line StringLiteral: any text without that word means the same
    passwordNeverExpires: /\bDisablePasswordExpiration\b/i.test(user.passwordPolicies ?? ''),
    observed: storedFacts(facts, tenant),
  };
}

function excludedAccount(
  judged: Judged,
  tenant: TenantRules,
  wanted: AccountClass,
  barred: readonly BarredDecider[],
): ExcludedAccount[] {
  const { user, class: own, reason } = judged;
  if (reason === undefined || (own !== wanted && reason !== 'break-glass')) return [];
  return [
    {
      accountId: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName ?? '',
      class: own ?? wanted,
      reason,
      ...(user.lastPasswordChangeDateTime === undefined ? {} : { passwordChangedAt: user.lastPasswordChangeDateTime }),
      ...(reason === 'unknown-data' ? { details: untold(judged, tenant) } : {}),
      ...(reason === 'nobody-may-decide' ? { details: whyNobody(judged, tenant, barred) } : {}),
    },
  ];
}

const whyNobody = (judged: Judged, tenant: TenantRules, barred: readonly BarredDecider[]): readonly string[] => [
  ...tenant.deciders.flatMap(({ name, ...technician }) => {
    if (isOwnAccount(technician, judged.user, tenant)) return [`It belongs to ${name}.`];
    return barred.some((each) => each.objectId === technician.objectId)
      ? [`${name} may not decide here, because an account under ownAccounts was not found.`]
      : [];
  }),
  ...(needsTwo(judged, tenant)
    ? ['Two different technicians must approve it, as approvals.twoPersons says, and fewer than two may.']
    : []),
];

function problemsOf(snapshot: DirectorySnapshot, tenant: TenantRules, kept: Judged | undefined): string[] {
  const useless = furtherReads(tenant).groupIds.flatMap((id) => groupProblem(snapshot.groups, id) ?? []);
  return [
    ...useless.map((each) => `A rule for service accounts chooses nobody: ${each}.`),
    ...(snapshot.roleAssignments.length === 0
      ? ['The directory showed no role assignment at all, so no account counts as admin.']
      : []),
    ...(kept === undefined
      ? []
      : [`No Global Administrator stays outside this cycle, so ${kept.user.userPrincipalName} was left out of it.`]),
  ];
}
