import { builtInRoles } from './built-in-roles.ts';
import { accountKeyOf, type PasswordStore } from './passwords.ts';
import { idOf } from './stable-id.ts';
import type { ConsentedApp, Group, RoleAssignment, Tenant, User } from './tenant.ts';

export type AppKind = 'reader' | 'writer';

/** One tenant as it is now. What tests change is kept in memory only; passwords live in their store. */
export interface Directory {
  readonly tenant: Tenant;
  users(): readonly User[];
  /** By object id or UPN. */
  find(idOrUpn: string): User | undefined;
  app(kind: AppKind): ConsentedApp | undefined;
  roleAssignments(): readonly RoleAssignment[];
  /** Groups that a user or group is in, nested ones included. */
  groupsOf(memberId: string): readonly Group[];
  /** Users in a group, through nested groups too. */
  usersIn(groupId: string): readonly User[];
  /** Groups in a group, nested ones included. */
  groupsInside(groupId: string): readonly Group[];
  /** Active roles of a principal, direct and through groups. */
  rolesOf(principalId: string): readonly RoleAssignment[];
  change(accountId: string, fields: Partial<User>): void;
  remove(accountId: string): void;
  /** An administrator of the tenant consents to an app, which then has a service principal here. */
  consent(kind: AppKind, permissions: readonly string[]): void;
  /** An administrator takes an app out of the tenant, and its roles with it. */
  removeApp(kind: AppKind): void;
  /** An administrator assigns a role on the whole tenant. */
  assignRole(principalId: string, roleDefinitionId: string): void;
  /** An administrator takes a role away, wherever it is held. */
  takeRole(principalId: string, roleDefinitionId: string): void;
}

export function directoryOf(tenant: Tenant, passwords: PasswordStore): Directory {
  const users = new Map(tenant.users.map((user) => [user.id, user]));
  const groups = new Map(tenant.groups.map((group) => [group.id, group]));
  const apps = new Map<AppKind, ConsentedApp>();
  for (const kind of ['reader', 'writer'] as const) {
    const app = tenant.apps[kind];
    if (app !== undefined) apps.set(kind, app);
  }
  let roleAssignments = tenant.roleAssignments;
  const shown = (user: User): User => {
    const key = accountKeyOf(tenant.tenantId, user.id);
    return {
      ...user,
      lastPasswordChangeDateTime: passwords.shownChange(key) ?? user.lastPasswordChangeDateTime,
      signInSessionsValidFromDateTime: passwords.sessionsValidFrom(key) ?? user.signInSessionsValidFromDateTime,
    };
  };
  const parentsOf = (memberId: string) => tenant.groups.filter(({ memberIds }) => memberIds.includes(memberId));
  /** Groups may be in each other. */
  const groupsOf = (memberId: string): readonly Group[] => {
    const found = new Set(parentsOf(memberId));
    for (const group of found) for (const parent of parentsOf(group.id)) found.add(parent);
    return [...found];
  };
  return {
    tenant,
    users: () => [...users.values()].map(shown),
    find(idOrUpn) {
      const wanted = idOrUpn.toLowerCase();
      const user =
        users.get(wanted) ?? [...users.values()].find((each) => each.userPrincipalName.toLowerCase() === wanted);
      return user && shown(user);
    },
    app: (kind) => apps.get(kind),
    roleAssignments: () => roleAssignments,
    groupsOf,
    usersIn: (groupId) =>
      [...users.values()].filter(({ id }) => groupsOf(id).some((group) => group.id === groupId)).map(shown),
    groupsInside: (groupId) => tenant.groups.filter(({ id }) => groupsOf(id).some((group) => group.id === groupId)),
    rolesOf(principalId) {
      const holders = new Set([principalId, ...groupsOf(principalId).map(({ id }) => id)]);
      return roleAssignments.filter(
        (row) => holders.has(row.principalId) && groups.get(row.principalId)?.isAssignableToRole !== false,
      );
    },
    change(accountId, fields) {
      const user = users.get(accountId);
      if (user === undefined) throw new Error(`${tenant.name} has no account ${accountId}`);
      users.set(accountId, { ...user, ...fields });
    },
    remove: (accountId) => void users.delete(accountId),
    consent: (kind, permissions) =>
      void apps.set(kind, { objectId: apps.get(kind)?.objectId ?? idOf(tenant.name, 'app', kind), permissions }),
    removeApp(kind) {
      const objectId = apps.get(kind)?.objectId;
      apps.delete(kind);
      roleAssignments = roleAssignments.filter((row) => row.principalId !== objectId);
    },
    assignRole(principalId, roleDefinitionId) {
      const id = idOf(tenant.name, 'assignment', principalId, roleDefinitionId, '/');
      const row = {
        id,
        principalId,
        roleDefinitionId,
        directoryScopeId: '/',
        principalOrganizationId: tenant.tenantId,
      };
      roleAssignments = [...roleAssignments.filter((each) => each.id !== id), row];
    },
    takeRole(principalId, roleDefinitionId) {
      roleAssignments = roleAssignments.filter(
        (row) => row.principalId !== principalId || row.roleDefinitionId !== roleDefinitionId,
      );
    },
  };
}

export interface RoleDefinition {
  readonly id: string;
  readonly templateId: string | null;
  readonly displayName: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly isEnabled: boolean;
}

/** A built-in role's id is its template's; a custom one has no template. */
export const roleDefinitionsOf = ({ customRoles }: Tenant): readonly RoleDefinition[] =>
  [
    ...Object.entries(builtInRoles).map(([displayName, id]) => ({ id, templateId: id, displayName, isBuiltIn: true })),
    ...customRoles.map((role) => ({ ...role, templateId: null, isBuiltIn: false })),
  ].map((role) => ({ ...role, description: role.displayName, isEnabled: true }));
