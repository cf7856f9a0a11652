import { exampleRegistrations } from './app-registrations.ts';
import { type BuiltInRole, builtInRoles } from './built-in-roles.ts';
import { userFrom } from './plain-user.ts';
import { idOf } from './stable-id.ts';
import type { Domain, Group, RoleAssignment, Tenant } from './tenant.ts';
import type { HeldRole, TenantPlan } from './tenant-plan.ts';

export function tenantFrom(plan: TenantPlan): Tenant {
  const { tenantId, name, displayName, licence } = plan;
  const groups = plan.groups ?? [];
  const users = plan.accounts.map((account) => userFrom(name, account));
  const userIds = new Map(users.map((user) => [user.userPrincipalName, user.id]));
  const memberId = (member: string) => userIds.get(member) ?? idOf(name, 'group', member);
  const apps = {
    reader: {
      objectId: idOf(name, 'app', 'reader'),
      permissions: [...exampleRegistrations.reader.permissions, ...(plan.furtherPermissions ?? [])],
    },
    writer: {
      objectId: idOf(name, 'app', 'writer'),
      permissions: exampleRegistrations.writer.permissions,
    },
  };
  const holding = (principalId: string, roles: readonly (BuiltInRole | HeldRole)[]) =>
    roles.map((role) => ({ principalId, ...(typeof role === 'string' ? { role } : role) }));
  const held = [
    ...plan.accounts.flatMap(({ upn, roles = [] }) => holding(memberId(upn), roles)),
    ...groups.flatMap((group) => holding(idOf(name, 'group', group.name), group.roles ?? [])),
  ];
  const row = (each: HeldRole & { readonly principalId: string; readonly organizationId?: string }) =>
    rowOf(plan, each);
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
    customRoles: plan.customRoles ?? [],
    administrativeUnits: plan.administrativeUnits ?? [],
    servicePrincipals: plan.servicePrincipals ?? [],
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
    schedule,
  }: HeldRole & { readonly principalId: string; readonly organizationId?: string },
): RoleAssignment {
  const roleDefinitionId = typeof role === 'string' ? builtInRoles[role] : role.custom;
  return {
    id: idOf(name, 'assignment', principalId, roleDefinitionId, scope),
    principalId,
    roleDefinitionId,
    directoryScopeId: scope,
    principalOrganizationId: organizationId ?? tenantId,
    ...(schedule === undefined ? {} : { schedule }),
  };
}

const domainsOf = ({ name, furtherDomains = [] }: TenantPlan): readonly Domain[] => [
  { id: `${name}.onmicrosoft.com`, authenticationType: 'Managed', isInitial: true, isDefault: false },
  { id: `${name}.example`, authenticationType: 'Managed', isInitial: false, isDefault: true },
  ...furtherDomains.map((domain) => ({ ...domain, isInitial: false, isDefault: false })),
];
