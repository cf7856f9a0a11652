import { type BuiltInRole, builtInRoles } from './built-in-roles.ts';
import { userFrom } from './plain-user.ts';
import { idOf } from './stable-id.ts';
import type { AdministrativeUnit, Domain, Group, RoleAssignment, Tenant, User } from './tenant.ts';

/** One role of an account, by the role's name. */
interface Held {
  /** A built-in role's name, or the id of a custom one. */
  readonly role: BuiltInRole | { readonly custom: string };
  /** `/`, the whole tenant, if left out. */
  readonly scope?: string;
  /** Must be activated first. */
  readonly eligible?: boolean;
}

/** An account, and what is unusual about it. */
export interface AccountPlan {
  /** UPN. */
  readonly upn: string;
  readonly name: string;
  readonly roles?: readonly (BuiltInRole | Held)[];
  readonly fields?: Partial<User>;
}

export interface TenantPlan {
  readonly tenantId: string;
  readonly name: string;
  readonly displayName: string;
  /** Besides the initial one and the default one. */
  readonly furtherDomains?: readonly Pick<Domain, 'id' | 'authenticationType'>[];
  readonly licence: Tenant['licence'];
  readonly accounts: readonly AccountPlan[];
  /** Members are named by UPN, or by a group's name. */
  readonly groups?: readonly {
    readonly name: string;
    readonly members: readonly string[];
    /** Makes it a role-assignable group. */
    readonly roles?: readonly (BuiltInRole | Held)[];
    readonly owners?: readonly string[];
    /** Members once they activate it. */
    readonly eligible?: readonly string[];
  }[];
  readonly administrativeUnits?: readonly AdministrativeUnit[];
  readonly customRoles?: Tenant['customRoles'];
  /** Roles of apps and of partners' groups. */
  readonly otherAssignments?: readonly {
    readonly principal: string;
    readonly role: BuiltInRole;
    readonly organizationId?: string;
  }[];
  readonly largestPage?: number;
  /** Permissions of the reader that only some tenants consented to. */
  readonly furtherPermissions?: readonly string[];
}

export function tenantFrom(plan: TenantPlan): Tenant {
  const { tenantId, name, displayName, licence } = plan;
  const groups = plan.groups ?? [];
  const users = plan.accounts.map((account) => userFrom(name, account));
  const userIds = new Map(users.map((user) => [user.userPrincipalName, user.id]));
  const memberId = (member: string) => userIds.get(member) ?? idOf(name, 'group', member);
  const apps = {
    reader: {
      objectId: idOf(name, 'app', 'reader'),
      permissions: [
        'User.Read.All',
        'RoleManagement.Read.Directory',
        'GroupMember.Read.All',
        'Domain.Read.All',
        ...(plan.furtherPermissions ?? []),
      ],
    },
    writer: {
      objectId: idOf(name, 'app', 'writer'),
      permissions: ['User-PasswordProfile.ReadWrite.All', 'User.RevokeSessions.All'],
    },
  };
  const holding = (principalId: string, roles: readonly (BuiltInRole | Held)[]) =>
    roles.map((role) => ({ principalId, ...(typeof role === 'string' ? { role } : role) }));
  const held = [
    ...plan.accounts.flatMap(({ upn, roles = [] }) => holding(memberId(upn), roles)),
    ...groups.flatMap((group) => holding(idOf(name, 'group', group.name), group.roles ?? [])),
  ];
  const row = (each: Held & { readonly principalId: string; readonly organizationId?: string }) => rowOf(plan, each);
  return {
    tenantId,
    name,
    displayName,
    licence,
    users,
    domains: domainsOf(plan),
    groups: groups.map(
      (group): Group => ({
        id: idOf(name, 'group', group.name),
        displayName: group.name,
        isAssignableToRole: group.roles !== undefined,
        memberIds: group.members.map(memberId),
        ownerIds: (group.owners ?? []).map(memberId),
        eligibleMemberIds: (group.eligible ?? []).map(memberId),
      }),
    ),
    administrativeUnits: plan.administrativeUnits ?? [],
    customRoles: plan.customRoles ?? [],
    roleAssignments: [
      ...held.filter(({ eligible }) => eligible !== true).map(row),
      ...(plan.otherAssignments ?? []).map(({ principal, ...rest }) =>
        row({ ...rest, principalId: idOf(name, 'principal', principal) }),
      ),
      row({ role: 'Privileged Authentication Administrator', principalId: apps.writer.objectId }),
    ],
    eligibilities: held.filter(({ eligible }) => eligible === true).map(row),
    apps,
    ...(plan.largestPage === undefined ? {} : { largestPage: plan.largestPage }),
  };
}

function rowOf(
  { tenantId, name }: TenantPlan,
  {
    principalId,
    role,
    scope = '/',
    organizationId,
  }: Held & { readonly principalId: string; readonly organizationId?: string },
): RoleAssignment {
  const roleDefinitionId = typeof role === 'string' ? builtInRoles[role] : role.custom;
  return {
    id: idOf(name, 'assignment', principalId, roleDefinitionId, scope),
    principalId,
    roleDefinitionId,
    directoryScopeId: scope,
    principalOrganizationId: organizationId ?? tenantId,
  };
}

const domainsOf = ({ name, furtherDomains = [] }: TenantPlan): readonly Domain[] => [
  { id: `${name}.onmicrosoft.com`, authenticationType: 'Managed', isInitial: true, isDefault: false },
  { id: `${name}.example`, authenticationType: 'Managed', isInitial: false, isDefault: true },
  ...furtherDomains.map((domain) => ({ ...domain, isInitial: false, isDefault: false })),
];
