import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import {
  type DirectoryDomain,
  type DirectoryGroup,
  type DirectoryUser,
  directoryUserSchema,
  type LiveAccount,
} from './directory.ts';
import { heldRoleSchema, rolesByPrincipal, withoutScope } from './directory-roles.ts';
import { fewerScopes } from './fewer-scopes.ts';
import type { AccountMatcher, TenantRules } from './tenant-rules.ts';

/**
 * What is known about one account when the rules decide about it. Discovery reads the facts of all accounts at once, staging takes
 * them from the rotation, the guard before the reset reads them anew; the rules are the same. A fact that is missing is not known.
 */
export const accountFactsSchema = z.strictObject({
  user: directoryUserSchema,
  roles: z.array(heldRoleSchema),
  /** Whether another identity provider signs the account in; `undefined` when that is not known of the domain of its UPN. */
  federated: z.boolean().optional(),
  /** The groups of the estate that were read and have members. A group that is missing or empty decides about no account. */
  groups: z.array(z.strictObject({ groupId: z.string(), member: z.boolean() })),
});
export type AccountFacts = Immutable<z.output<typeof accountFactsSchema>>;

/** What was read of a directory besides its users. */
type ReadDirectory = Pick<LiveAccount, 'tenantId' | 'roleAssignments' | 'roleDefinitions' | 'domains' | 'groups'>;

/** @returns the facts of each user of the directory that was read */
export function accountFacts({
  tenantId,
  domains,
  groups,
  ...held
}: ReadDirectory): (user: DirectoryUser) => AccountFacts {
  const rolesOf = rolesByPrincipal(tenantId, held);
  const readGroups = groups.flatMap(membersOf);
  return (user) => {
    const id = user.id.toLowerCase();
    return {
      user,
      roles: rolesOf(id),
      federated: isFederated(user.userPrincipalName, domains),
      groups: readGroups.map(({ groupId, members }) => ({ groupId, member: members.has(id) })),
    };
  };
}

function membersOf({ id, memberIds = [] }: DirectoryGroup) {
  if (memberIds.length === 0) return [];
  return [{ groupId: id.toLowerCase(), members: new Set(memberIds.map((each) => each.toLowerCase())) }];
}

/** A subdomain inherits from its root domain; `undefined` where the directory did not return whether one of them is federated. */
function isFederated(userPrincipalName: string, domains: readonly DirectoryDomain[]): boolean | undefined {
  const suffix = userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase();
  const own = domains.filter(({ name }) => suffix === name.toLowerCase() || suffix.endsWith(`.${name.toLowerCase()}`));
  if (own.some(({ federated }) => federated === true)) return true;
  return own.length > 0 && own.every(({ federated }) => federated === false) ? false : undefined;
}

/** The facts of the one account that was read right before a reset. */
export const liveFacts = ({ user, ...directory }: LiveAccount): AccountFacts => accountFacts(directory)(user);

/** Whether the account is in a group of the estate; `undefined`: not known. */
export const membership = (facts: Pick<AccountFacts, 'groups'>, groupId: string): boolean | undefined =>
  facts.groups.find((each) => each.groupId === groupId.toLowerCase())?.member;

/** What is wrong with a group of the estate, if anything; an empty one chooses and protects nobody. */
export function groupProblem(groups: readonly DirectoryGroup[], id: string): string | undefined {
  const group = groups.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (group === undefined) return `the members of group ${id} were not read`;
  if (group.memberIds === undefined) return `the directory has no group ${id}`;
  return group.memberIds.length === 0 ? `group ${id} has no members` : undefined;
}

/** The facts as a rotation keeps them: of the attributes, and of the scopes of one role, only what the rules use. */
export function storedFacts({ user, ...facts }: AccountFacts, tenant: TenantRules): AccountFacts {
  const matchers = [...tenant.serviceAccounts, ...(tenant.serviceOptIn ?? [])];
  const names = new Set(matchers.map(attributeOf));
  const named = <T>(values: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  const { extensionAttributes, securityAttributes } = user;
  return {
    ...facts,
    roles: fewerScopes(facts.roles, withoutScope).map(({ entry }) => entry),
    user: {
      ...user,
      extensionAttributes: named(extensionAttributes),
      securityAttributes: named(securityAttributes),
    },
  };
}

function attributeOf(matcher: AccountMatcher): string | undefined {
  if ('extensionAttribute' in matcher) return `extensionAttribute${matcher.extensionAttribute}`;
  return 'attributeSet' in matcher ? `${matcher.attributeSet}.${matcher.attribute}` : undefined;
}
