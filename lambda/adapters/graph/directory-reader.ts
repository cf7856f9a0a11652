import type {
  DirectoryDomain,
  DirectorySnapshot,
  DirectoryUser,
  LiveAccount,
  RoleAssignment,
} from '../../domain/directory.ts';
import { isGlobalAdministrator, rolesByPrincipal } from '../../domain/roles.ts';
import type { DirectoryReader } from '../../ports.ts';
import { domainSchema, groupSchema, idSchema, roleDefinitionSchema, roleRowSchema, userSchema } from './answers.ts';
import type { BatchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { parseRows, type Query, type Rows, readLists } from './lists.ts';

/** Without the licence for it nobody can be eligible, so the answer is complete. */
const NOT_LICENSED = 'PIM: not licensed, so no role is held by eligibility.';

/**
 * What neither this nor any other read of Graph shows: roles that exist in Exchange, Azure or Intune alone, administrators
 * of partners (GDAP), members of groups that PIM makes eligible, and owners of role-assignable groups.
 */
const roleQueries: readonly Query[] = [
  { path: readerCalls.roleDefinitions },
  { path: readerCalls.roleAssignments },
  {
    path: readerCalls.eligibilities,
    tolerated: {
      AadPremiumLicenseRequired: NOT_LICENSED,
      Authentication_RequestFromNonPremiumTenantOrB2CTenant: NOT_LICENSED,
    },
  },
  { path: readerCalls.roleGroups },
  { path: readerCalls.domains },
];

/** Reads customers' directories with the reader app: one batch opens a tenant, further ones follow its pages and groups. */
export function directoryReader(read: BatchReader): DirectoryReader {
  return {
    async readTenant(tenantId): Promise<DirectorySnapshot> {
      const [users, ...roles] = await readLists(read, tenantId, [{ path: readerCalls.users }, ...roleQueries]);
      return {
        tenantId,
        users: users === undefined ? [] : parseRows(userSchema, users),
        ...(await whoMayWhat(read, tenantId, roles)),
      };
    },
    async readAccount(tenantId, accountId): Promise<LiveAccount | undefined> {
      const [account, ...roles] = await readLists(read, tenantId, [
        { path: readerCalls.user(accountId), one: true },
        ...roleQueries,
      ]);
      const [user] = account === undefined ? [] : parseRows(userSchema, account);
      if (user === undefined) return undefined;
      const { roleAssignments, ...rest } = await whoMayWhat(read, tenantId, roles);
      const otherGlobalAdministrators = await standingBy(read, tenantId, user, { roleAssignments, ...rest });
      const told = new Set([user, ...otherGlobalAdministrators].map(({ id }) => id.toLowerCase()));
      return {
        user,
        otherGlobalAdministrators,
        roleAssignments: roleAssignments.filter(({ principalId }) => told.has(principalId.toLowerCase())),
        roleDefinitions: rest.roleDefinitions,
        domains: rest.domains,
      };
    },
  };
}

/**
 * For a Global Administrator, the other users who are. Principals may be applications, or groups that hold the role without being
 * made for it: Graph has no user of that id. A user who cannot be read is nobody to rely on.
 */
async function standingBy(
  read: BatchReader,
  tenantId: string,
  user: DirectoryUser,
  roles: Pick<DirectorySnapshot, 'roleAssignments' | 'roleDefinitions'>,
): Promise<readonly DirectoryUser[]> {
  const rolesOf = rolesByPrincipal(tenantId, roles);
  if (!rolesOf(user.id).some(isGlobalAdministrator)) return [];
  const principals = new Set([user.id, ...roles.roleAssignments.map((each) => each.principalId)].map(lowerCase));
  const others = [...principals].slice(1).filter((id) => rolesOf(id).some(isGlobalAdministrator));
  const answers = await readLists(
    read,
    tenantId,
    others.map((id) => ({ path: readerCalls.user(id), one: true })),
  );
  return answers.flatMap(({ rows }, i) => {
    const other = userSchema.safeParse(rows[0]);
    return other.success && lowerCase(other.data.id) === others[i] ? [other.data] : [];
  });
}

const lowerCase = (id: string) => id.toLowerCase();

/** Roles with the groups that hold them expanded to their users. Groups in groups are followed by Graph. */
async function whoMayWhat(
  read: BatchReader,
  tenantId: string,
  [definitions, assignments, eligibilities, groups, domains]: readonly Rows[],
): Promise<Omit<DirectorySnapshot, 'tenantId' | 'users'>> {
  const rowsOf = (rows: Rows | undefined, eligible: string) =>
    rows === undefined ? [] : parseRows(roleRowSchema, rows).map((row) => ({ row, eligible }));
  const roles = [...rowsOf(assignments, ''), ...rowsOf(eligibilities, ', eligible')];
  const principals = new Set(roles.map(({ row }) => row.principalId));
  const holding = (groups === undefined ? [] : parseRows(groupSchema, groups)).filter(({ id }) => principals.has(id));
  const members = await membersOf(
    read,
    tenantId,
    holding.map(({ id }) => id),
  );
  // A name must not end like our own mark: its active members would pass for eligible ones.
  const names = new Map(holding.map(({ id, displayName }) => [id, displayName.replace(/, eligible$/, ' (eligible)')]));
  return {
    roleDefinitions: definitions === undefined ? [] : parseRows(roleDefinitionSchema, definitions),
    roleAssignments: roles.flatMap(({ row, eligible }): RoleAssignment[] => {
      const group = names.get(row.principalId);
      if (group === undefined) return [{ ...row, path: `direct${eligible}` }];
      return (members.get(row.principalId) ?? []).map((principalId) => ({
        ...row,
        principalId,
        path: `via group ${group}${eligible}`,
      }));
    }),
    domains: (domains === undefined ? [] : parseRows(domainSchema, domains)).filter(isKnown),
    notes: [...new Set([eligibilities?.note].filter((note) => note !== undefined))],
  };
}

const isKnown = (domain: DirectoryDomain | undefined): domain is DirectoryDomain => domain !== undefined;

/** Ids of the users in each group. */
async function membersOf(
  read: BatchReader,
  tenantId: string,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lists = await readLists(
    read,
    tenantId,
    groupIds.map((id) => ({ path: readerCalls.groupUsers(id) })),
  );
  return new Map(
    groupIds.map((id, i) => {
      const list = lists[i];
      return [id, list === undefined ? [] : parseRows(idSchema, list).map((user) => user.id)];
    }),
  );
}
