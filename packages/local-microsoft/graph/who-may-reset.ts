import { type BuiltInRole, builtInRoles } from '../built-in-roles.ts';
import type { Directory } from '../directory.ts';
import type { User } from '../tenant.ts';

const strongest: readonly BuiltInRole[] = ['Privileged Authentication Administrator', 'Global Administrator'];
const any: readonly BuiltInRole[] = [
  ...strongest,
  'User Administrator',
  'Authentication Administrator',
  'Helpdesk Administrator',
  'Password Administrator',
];

/** Roles whose holders both may reset. */
const least: readonly BuiltInRole[] = [
  'Directory Readers',
  'Guest Inviter',
  'Message Center Reader',
  'Password Administrator',
  'Reports Reader',
  'Usage Summary Reports Reader',
];
/** Roles whose holders each of them may reset, besides who holds none. */
const reach: readonly (readonly [BuiltInRole, readonly BuiltInRole[]])[] = [
  ['User Administrator', [...least, 'Groups Administrator', 'Helpdesk Administrator', 'User Administrator']],
  ['Authentication Administrator', [...least, 'Authentication Administrator']],
];

/**
 * Whether an app's service principal may do sensitive things to an account: a permission of Graph is not enough, it
 * needs a directory role of its own. Roles of the account count when active, roles of the app when they hold everywhere.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-perform-sensitive-actions
 */
export function mayActOn(directory: Directory, callerId: string, user: User): boolean {
  const own = directory.rolesOf(callerId).filter(({ directoryScopeId }) => directoryScopeId === '/');
  return rolesNeeded(directory, user).some((name) => own.some((row) => row.roleDefinitionId === builtInRoles[name]));
}

function rolesNeeded(directory: Directory, { id }: User): readonly BuiltInRole[] {
  const isProtected = directory.tenant.groups.some(
    (group) => group.isAssignableToRole && (group.memberIds.includes(id) || group.ownerIds.includes(id)),
  );
  if (isProtected) return strongest;
  const held = directory.rolesOf(id).map((row) => row.roleDefinitionId);
  if (held.length === 0) return any;
  const reaching = reach.filter(([, names]) =>
    held.every((roleId) => names.some((name) => builtInRoles[name] === roleId)),
  );
  return [...strongest, ...reaching.map(([name]) => name)];
}
