import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import type { DirectorySnapshot, RoleAssignment } from './directory.ts';
import type { AdminRules } from './tenant-rules.ts';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (read 2026-01-20) */
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** Only it and Global Administrator may reset every admin's password. */
export const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13';

const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';

/**
 * Roles that Microsoft labels PRIVILEGED, by template id. v1.0 does not carry the label, so the list is kept here.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (read 2026-01-20)
 */
export const privilegedRoles: ReadonlyMap<string, string> = new Map([
  [GLOBAL_ADMINISTRATOR, 'Global Administrator'],
  [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, 'Privileged Authentication Administrator'],
  [PRIVILEGED_ROLE_ADMINISTRATOR, 'Privileged Role Administrator'],
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', 'User Administrator'],
  ['db506228-d27e-4b7d-95e5-295956d6615f', 'Agent ID Administrator'],
  ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator'],
  ['cf1c38e5-3621-4004-a7cb-879624dced7c', 'Application Developer'],
  ['ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe', 'Attribute Provisioning Administrator'],
  ['422218e4-db15-4ef9-bbe0-8afb41546d79', 'Attribute Provisioning Reader'],
  ['c4e39bd9-1100-46d3-8c65-fb160da0071f', 'Authentication Administrator'],
  ['25a516ed-2fa0-40ea-a2d0-12923a21473a', 'Authentication Extensibility Administrator'],
  ['aaf43236-0c0d-4d5f-883a-6955382ac081', 'B2C IEF Keyset Administrator'],
  ['158c047a-c907-4556-b7ef-446551a6b5f7', 'Cloud Application Administrator'],
  ['7698a772-787b-4ac8-901f-60d6b08affd2', 'Cloud Device Administrator'],
  ['b1be1c3e-b65d-4f19-8427-f6fa0d97feb9', 'Conditional Access Administrator'],
  ['9360feb5-f418-4baa-8175-e2a00bac4301', 'Directory Writers'],
  ['8329153b-31d0-4727-b945-745eb3bc5f31', 'Domain Name Administrator'],
  ['be2f45a1-457d-42af-a067-6ec1fa63bc45', 'External Identity Provider Administrator'],
  ['f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'Global Reader'],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator'],
  ['8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', 'Hybrid Identity Administrator'],
  ['3a2c62db-5318-420d-8d74-23affee5d9d5', 'Intune Administrator'],
  ['59d46f88-662b-457b-bceb-5c3809e5908f', 'Lifecycle Workflows Administrator'],
  ['966707d0-3269-4727-9be2-8c3a10f19b9d', 'Password Administrator'],
  ['4ba39ca4-527c-499a-b93d-d9b492c50246', 'Partner Tier1 Support'],
  ['e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', 'Partner Tier2 Support'],
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator'],
  ['5f2222b1-57c3-48ba-8ad5-d4759f1fde6f', 'Security Operator'],
  ['5d6b6bb7-de71-4623-b4af-96380a352509', 'Security Reader'],
]);

/** Roles of the accounts by which Entra Connect writes. Resetting such an account stops the synchronization. */
export const syncRoles: ReadonlyMap<string, string> = new Map([
  ['d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts'],
  ['a92aed5d-d78a-4d16-b381-09adb37eb3b0', 'On Premises Directory Sync Account'],
]);

const alwaysCounting: ReadonlySet<string> = new Set([
  GLOBAL_ADMINISTRATOR,
  PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
  PRIVILEGED_ROLE_ADMINISTRATOR,
]);

/**
 * The name of a role that always makes its holder an admin, whatever the estate says: with it a holder can take every other right, or
 * write what Entra Connect synchronizes. `undefined` for every other role.
 */
export const alwaysCountingRole = (templateId: string): string | undefined =>
  alwaysCounting.has(templateId) ? privilegedRoles.get(templateId) : syncRoles.get(templateId);

/** Roles that only read, or only invite guests: alone, they make nobody an admin unless the estate says so. */
export const readingRoles: ReadonlyMap<string, string> = new Map([
  ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers'],
  ['95e79109-95c0-4d8e-aee3-d01accf2d47b', 'Guest Inviter'],
  ['790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', 'Message Center Reader'],
  ['4a5d8f65-41da-4de4-8968-e035b65339cf', 'Reports Reader'],
  ['75934031-6c7e-415a-99d7-48dbd49e875e', 'Usage Summary Reports Reader'],
]);

/** In place of a scope that the directory did not return. */
export const UNKNOWN_SCOPE = 'unknown scope';

/** A role as one account holds it. */
export const heldRoleSchema = z.strictObject({
  /** Of the role's definition in this tenant; a built-in role's is its template's. */
  definitionId: z.string(),
  /** As the tenant calls it; `unknown role` where the tenant's list of roles lacks it. */
  name: z.string(),
  templateId: z.string().optional(),
  scope: z.string(),
  /** `direct`, `via group <name>`, with `, eligible` where it must be activated first. */
  path: z.string(),
  active: z.boolean(),
  /** Whether the tenant's list of roles has it, and the directory returned its scope. What any other role may do is not known. */
  known: z.boolean(),
});
export type HeldRole = Immutable<z.output<typeof heldRoleSchema>>;

/** What two roles have in common that differ in their scope alone, as far as rules and people look at it. */
export const withoutScope = ({ definitionId, path, known }: HeldRole): string =>
  JSON.stringify([definitionId, path, known]);

/** The roles of one tenant, by principal. Partners who hold a role from their own tenant are left out. */
export function rolesByPrincipal(
  tenantId: string,
  { roleAssignments, roleDefinitions }: Pick<DirectorySnapshot, 'roleAssignments' | 'roleDefinitions'>,
): (principalId: string) => readonly HeldRole[] {
  const definitions = new Map(roleDefinitions.map((each) => [each.id.toLowerCase(), each]));
  const held = new Map<string, HeldRole[]>();
  for (const assignment of roleAssignments) {
    if (!isOfTenant(assignment, tenantId)) continue;
    const principal = assignment.principalId.toLowerCase();
    const roles = held.get(principal) ?? [];
    held.set(principal, roles);
    roles.push(heldRole(assignment, definitions.get(assignment.roleDefinitionId.toLowerCase())));
  }
  return (principalId) => held.get(principalId.toLowerCase()) ?? [];
}

const isOfTenant = ({ principalOrganizationId }: RoleAssignment, tenantId: string) =>
  principalOrganizationId === undefined || principalOrganizationId.toLowerCase() === tenantId.toLowerCase();

function heldRole(
  assignment: RoleAssignment,
  definition: DirectorySnapshot['roleDefinitions'][number] | undefined,
): HeldRole {
  // A built-in role's id is its template id, so the sync roles are recognized even where the definition is missing.
  const templateId = (definition === undefined ? assignment.roleDefinitionId : definition.templateId)?.toLowerCase();
  return {
    definitionId: assignment.roleDefinitionId.toLowerCase(),
    name: definition?.displayName ?? 'unknown role',
    ...(templateId === undefined ? {} : { templateId }),
    scope: assignment.directoryScopeId,
    path: assignment.path,
    active: !assignment.path.endsWith(', eligible'),
    known: definition !== undefined && assignment.directoryScopeId !== UNKNOWN_SCOPE,
  };
}

const isIn = (roles: ReadonlyMap<string | undefined, string>, { templateId }: HeldRole) => roles.has(templateId);

/** Whether the estate names this role: by template id, or a custom one by its own id. */
const isNamedIn = (ids: readonly string[], { definitionId, templateId }: HeldRole) =>
  ids.some((each) => [definitionId, templateId].includes(each.toLowerCase()));

const alwaysCounts = ({ templateId }: HeldRole) =>
  templateId !== undefined && alwaysCountingRole(templateId) !== undefined;

/** Whether the estate says that this role makes nobody an admin. */
export const isIgnored = (role: HeldRole, { ignore }: AdminRules): boolean =>
  !alwaysCounts(role) && isNamedIn(ignore, role);

/**
 * Whether a role makes its holder an admin: active or eligible, at any scope, built-in or custom. A role that the tenant's list of
 * roles lacks counts: what it may do is not known.
 */
export function countsAsAdmin(role: HeldRole, rules: AdminRules): boolean {
  if (isIgnored(role, rules)) return false;
  return (
    rules.roles === 'all' || alwaysCounts(role) || !role.known || isPrivileged(role) || isNamedIn(rules.further, role)
  );
}

export const isPrivileged = (role: HeldRole): boolean => isIn(privilegedRoles, role);
export const isSyncRole = (role: HeldRole): boolean => isIn(syncRoles, role);

/** Global Administrator of the whole tenant, now or after activating it. */
export const isGlobalAdministrator = (role: HeldRole): boolean =>
  role.templateId === GLOBAL_ADMINISTRATOR && role.scope === '/';

/** Global Administrator of the whole tenant, now: not merely eligible. */
export const isActiveGlobalAdministrator = (role: HeldRole): boolean => role.active && isGlobalAdministrator(role);
