import {
  GLOBAL_ADMINISTRATOR,
  type HeldRole,
  PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
} from '../accounts/directory-roles.ts';

/**
 * Which directory role the writer app's service principal needs in a tenant, beside its permission of Graph: the lowest by which Microsoft
 * lets it reset every account that schedules rotate there.
 */

/** A directory role that lets an app reset passwords. */
export interface ResettingRole {
  readonly templateId: string;
  readonly name: string;
}

/** Roles whose holders a resetting role may reset; `undefined`: all of them. Who holds none may be reset by each. */
type Reach = ReadonlySet<string> | undefined;

/** Of roles that only read, or only invite, and two that reset nobody who has another role. */
const least = [
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b', // Directory Readers
  '95e79109-95c0-4d8e-aee3-d01accf2d47b', // Guest Inviter
  '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', // Message Center Reader
  '966707d0-3269-4727-9be2-8c3a10f19b9d', // Password Administrator
  '4a5d8f65-41da-4de4-8968-e035b65339cf', // Reports Reader
  '27460883-1df1-4691-b032-3b79643e5e63', // User Experience Success Manager
  '75934031-6c7e-415a-99d7-48dbd49e875e', // Usage Summary Reports Reader
];

const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const GROUPS_ADMINISTRATOR = 'fdd7a751-b60b-444a-984c-02652fe8fa1c';

export const userAdministrator: ResettingRole = {
  templateId: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  name: 'User Administrator',
};
export const authenticationAdministrator: ResettingRole = {
  templateId: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  name: 'Authentication Administrator',
};
export const privilegedAuthenticationAdministrator: ResettingRole = {
  templateId: PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
  name: 'Privileged Authentication Administrator',
};

/**
 * Lowest first. An Authentication Administrator replaces second factors too, so that whoever has its key has the account; a User
 * Administrator has to leave them alone. Global Administrator could do it all, and is never asked for. Helpdesk and Password Administrator
 * are in one table of Microsoft ("who can reset passwords"), and not in the one about `passwordProfile` ("sensitive actions"), which is
 * what Graph is sent: so neither is promised to be enough.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-perform-sensitive-actions
 */
const ranking: readonly { readonly role: ResettingRole; readonly reach: Reach }[] = [
  {
    role: userAdministrator,
    reach: new Set([...least, GROUPS_ADMINISTRATOR, HELPDESK_ADMINISTRATOR, userAdministrator.templateId]),
  },
  { role: authenticationAdministrator, reach: new Set([...least, authenticationAdministrator.templateId]) },
  { role: privilegedAuthenticationAdministrator, reach: undefined },
];

/** An account that schedules rotate, with every role that it holds or may activate. */
export interface RotatedAccount {
  readonly userPrincipalName: string;
  readonly roles: readonly HeldRole[];
}

export type RoleNeed =
  /** No account is rotated. */
  | { readonly kind: 'none' }
  /** No account holds a role. Microsoft's pages contradict each other on whether the app needs one then; `role` is enough for certain. */
  | { readonly kind: 'perhaps'; readonly role: ResettingRole }
  /** @property because  UPNs of the accounts for which the lowest role, or none, is not enough */
  | { readonly kind: 'needed'; readonly role: ResettingRole; readonly because: readonly string[] };

/** The lowest role by which Microsoft lets an app reset all of these accounts. */
export function roleNeeded(accounts: readonly RotatedAccount[]): RoleNeed {
  if (accounts.length === 0) return { kind: 'none' };
  if (accounts.every(({ roles }) => roles.length === 0)) return { kind: 'perhaps', role: userAdministrator };
  const at = ranking.findIndex(({ reach }) => accounts.every((each) => reaches(reach, each)));
  const { role } = ranking[at] ?? { role: privilegedAuthenticationAdministrator };
  const because = accounts.filter((each) => (at === 0 ? each.roles.length > 0 : !reaches(ranking[0]?.reach, each)));
  return { kind: 'needed', role, because: because.map(({ userPrincipalName }) => userPrincipalName) };
}

/** A role that is held through a group makes its holder a member of a role-assignable group, whom the highest role alone resets. */
const reaches = (reach: Reach, { roles }: RotatedAccount): boolean =>
  reach === undefined ||
  roles.every(
    ({ templateId, path, known }) => known && !path.startsWith('via group') && reach.has(templateId ?? 'custom'),
  );

/** How what the writer holds compares with what it needs. */
export interface RoleVerdict {
  readonly need: RoleNeed;
  /** Names of the roles that it holds now, on the whole tenant. */
  readonly holds: readonly string[];
  /** `unsaid`: Microsoft's pages contradict each other. */
  readonly enough: 'yes' | 'no' | 'unsaid';
  /** Names of roles that it could do without, once it holds `replacedBy`. */
  readonly spare: readonly string[];
  /** What to assign before `spare` is taken away. Left out: nothing. */
  readonly replacedBy?: ResettingRole;
}

/** @param held  roles that are the app's own, active, on the whole tenant: those for a unit or an app do not reach every account */
export function judgeRole(accounts: readonly RotatedAccount[], held: readonly ResettingRole[]): RoleVerdict {
  const need = roleNeeded(accounts);
  const holds = held.map(({ name }) => name);
  if (need.kind === 'none') return { need, holds, enough: 'yes', spare: holds };
  const isNeeded = ({ templateId }: ResettingRole) => templateId === need.role.templateId;
  if (held.some(isNeeded))
    return { need, holds, enough: 'yes', spare: held.filter((each) => !isNeeded(each)).map(({ name }) => name) };
  const reachesAll = ({ templateId }: ResettingRole) =>
    templateId === GLOBAL_ADMINISTRATOR ||
    ranking.some(({ role, reach }) => role.templateId === templateId && accounts.every((each) => reaches(reach, each)));
  if (held.some(reachesAll)) return { need, holds, enough: 'yes', spare: holds, replacedBy: need.role };
  return { need, holds, enough: need.kind === 'perhaps' ? 'unsaid' : 'no', spare: [] };
}
