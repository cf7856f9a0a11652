import type { IncludedAccount, InclusionReason, LastSignIn } from './account.ts';
import { accountFacts } from './account-facts.ts';
import { describeMatcher } from './account-matchers.ts';
import type { Classification } from './classification.ts';
import { notesAbout, readsForNotes } from './dependants.ts';
import type { DirectoryGroup, DirectorySnapshot, DirectoryUser, Licence } from './directory.ts';
import { appOf, unitOf } from './scope-words.ts';
import type { TenantRules } from './tenant-rules.ts';

/**
 * What people are told about accounts besides what the rules need. It is asked for when all accounts are decided about, so that no
 * answer, and no failure to answer, can change who is rotated.
 */
export interface WantedDetails {
  /** Object ids of accounts whose last sign-in is told. */
  readonly accountIds: readonly string[];
  /** Whether their custom security attributes are needed, for notes of the estate. */
  readonly securityAttributes: boolean;
  /** Whether the names of administrative units are needed. */
  readonly units: boolean;
  /** Object ids of apps whose names are needed. */
  readonly appIds: readonly string[];
  /** Object ids of groups whose members are needed, for notes of the estate. */
  readonly groupIds: readonly string[];
  /** Object ids of groups whose names are needed. */
  readonly namelessGroupIds: readonly string[];
  /** What the tenant is licensed for, so that nothing is asked for that it does not have. */
  readonly licence?: Licence;
}

/** What was told; ids are in lower case. What is missing was not told. */
export interface AccountDetails {
  readonly lastSignIns: ReadonlyMap<string, LastSignIn>;
  readonly securityAttributes: ReadonlyMap<string, DirectoryUser['securityAttributes']>;
  /** Of units, apps and groups. */
  readonly names: ReadonlyMap<string, string>;
  readonly groups: readonly DirectoryGroup[];
}

/** Nothing was told. */
export const noDetails: AccountDetails = {
  lastSignIns: new Map(),
  securityAttributes: new Map(),
  names: new Map(),
  groups: [],
};

/** What to ask about the accounts that were found. */
export function wantedDetails(
  { included }: Pick<Classification, 'included'>,
  { licence }: Pick<DirectorySnapshot, 'licence'>,
  tenant: TenantRules,
): WantedDetails {
  const reasons = included.flatMap((each) => each.reasons);
  const scopes = [...new Set(reasons.flatMap((each) => (each.kind === 'role' ? [each.scope] : [])))];
  return {
    ...readsForNotes(tenant),
    accountIds: included.map(({ accountId }) => accountId),
    units: scopes.some((each) => unitOf(each) !== undefined),
    appIds: unique(scopes.flatMap((each) => appOf(each) ?? [])),
    namelessGroupIds: namelessGroups(tenant).filter((id) => reasons.some((each) => isMembershipOf(each, id))),
    ...(licence === undefined ? {} : { licence }),
  };
}

/** The accounts with what was told about them. Everything else about them stays as it is. */
export function withDetails(
  included: readonly IncludedAccount[],
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  details: AccountDetails,
): readonly IncludedAccount[] {
  const users = new Map(snapshot.users.map((user) => [user.id.toLowerCase(), user]));
  const factsOf = accountFacts({ ...snapshot, groups: [...snapshot.groups, ...details.groups] });
  return included.map((account) => {
    const id = account.accountId.toLowerCase();
    const user = users.get(id) ?? account.observed.user;
    const securityAttributes = details.securityAttributes.get(id) ?? user.securityAttributes;
    const lastSignIn = details.lastSignIns.get(id);
    const dependants = notesAbout(factsOf({ ...user, securityAttributes }), tenant.dependants ?? []);
    return {
      ...account,
      reasons: account.reasons.map((each) => withNames(each, tenant, details)),
      ...(lastSignIn === undefined ? {} : { lastSignIn }),
      ...(dependants.length === 0 ? {} : { dependants }),
    };
  });
}

function withNames(reason: InclusionReason, tenant: TenantRules, { names }: AccountDetails): InclusionReason {
  if (reason.kind === 'role') {
    const id = unitOf(reason.scope) ?? appOf(reason.scope);
    const scopeName = id === undefined ? undefined : names.get(id.toLowerCase());
    return scopeName === undefined ? reason : { ...reason, scopeName };
  }
  const [named] = namelessGroups(tenant).flatMap((group) => {
    const name = names.get(group.toLowerCase());
    return name !== undefined && isMembershipOf(reason, group) ? [{ group, name }] : [];
  });
  if (named === undefined) return reason;
  const { group } = named;
  return { ...reason, matcher: reason.matcher.replace(describeMatcher({ group }), () => describeMatcher(named)) };
}

/** Groups of the rules for service accounts that the estate gives no name. */
const namelessGroups = ({ serviceAccounts, serviceOptIn = [] }: TenantRules) =>
  unique(
    [...serviceAccounts, ...serviceOptIn].flatMap((each) =>
      'group' in each && each.name === undefined ? [each.group] : [],
    ),
  );

const isMembershipOf = (reason: InclusionReason, group: string) =>
  reason.kind === 'matcher' && reason.matcher.endsWith(describeMatcher({ group }));

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
