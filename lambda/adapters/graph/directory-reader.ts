import type {
  DirectoryGroup,
  DirectorySnapshot,
  DirectoryUser,
  Licence,
  LiveAccount,
} from '../../domain/accounts/directory.ts';
import { isGlobalAdministrator, rolesByPrincipal } from '../../domain/accounts/directory-roles.ts';
import type { FurtherReads } from '../../domain/accounts/tenant-rules.ts';
import { GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';
import type { PasswordAges } from '../../ports/password-watch.ts';
import { type PermissionsIn, readDetails } from './account-details.ts';
import { idSchema, organizationSchema, passwordAgeSchema, userSchema } from './answers.ts';
import type { BatchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { parseRows, type Query, type Rows, readLists } from './lists.ts';
import { readRoleHolders, roleQueries } from './role-holders.ts';

const NOTHING_FURTHER: FurtherReads = { groupIds: [], securityAttributes: false };

/** The tenant can be read without this answer: it only shows which tenant answers, and its licences. */
const organization: Query = {
  path: readerCalls.organization,
  tolerates: ({ status, code }) =>
    `The directory did not tell which tenant it is, nor its licences (${status} ${code}).`,
};

const NO_SUCH_GROUP = 'there is no such group';

const groupQuery = (groupId: string): Query => ({
  path: readerCalls.groupUsers(groupId),
  tolerates: ({ status }) => (status === 404 ? NO_SUCH_GROUP : undefined),
});

const NOT_SHOWN: PermissionsIn = async () => undefined;

/** Reads customers' directories with the reader app: one batch opens a tenant, further ones follow its pages and groups. */
export function directoryReader(read: BatchReader, permissionsIn = NOT_SHOWN): DirectoryReader & PasswordAges {
  return {
    readDetails: (tenantId, wanted) => readDetails(read, permissionsIn, tenantId, wanted),
    async readTenant(tenantId, further = NOTHING_FURTHER): Promise<DirectorySnapshot> {
      const [users, own, ...rest] = await readLists(read, tenantId, [
        { path: readerCalls.users(further.securityAttributes) },
        organization,
        ...roleQueries,
        ...further.groupIds.map(groupQuery),
      ]);
      const { licence, unread } = tenantBehind(tenantId, own);
      const accounts = users === undefined ? [] : oneRowEach(parseRows(userSchema, users));
      const roles = await readRoleHolders(read, tenantId, rest, { ids: accounts.map(({ id }) => id), all: true });
      return {
        tenantId,
        users: accounts,
        ...roles,
        groups: groupsIn(further, rest),
        licence,
        unread: [...unread, ...roles.unread],
        graphRequestId: users?.graphRequestId,
      };
    },
    async readAccount(tenantId, accountId, further = NOTHING_FURTHER): Promise<LiveAccount | undefined> {
      const [account, ...rest] = await readLists(read, tenantId, [
        { path: readerCalls.user(accountId, further.securityAttributes), one: true },
        ...roleQueries,
        ...further.groupIds.map(groupQuery),
      ]);
      const [user] = account === undefined ? [] : parseRows(userSchema, account);
      if (user === undefined) return undefined;
      const { roleAssignments, roleDefinitions, domains } = await readRoleHolders(read, tenantId, rest, {
        ids: [user.id],
        all: false,
      });
      const held = { roleAssignments, roleDefinitions };
      const otherGlobalAdministrators = await readOtherGlobalAdministrators(read, tenantId, user, held);
      const principals = new Set([user, ...otherGlobalAdministrators].map(({ id }) => lowerCase(id)));
      return {
        tenantId,
        user,
        otherGlobalAdministrators,
        roleAssignments: roleAssignments.filter(({ principalId }) => principals.has(lowerCase(principalId))),
        roleDefinitions,
        domains,
        groups: groupsIn(further, rest),
      };
    },
    async passwordAges(tenantId) {
      const [users] = await readLists(read, tenantId, [{ path: readerCalls.passwordAges }]);
      const rows = users === undefined ? [] : parseRows(passwordAgeSchema, users);
      const ages = new Map<string, string>();
      for (const { id, lastPasswordChangeDateTime: changedAt } of rows) {
        // An account that changed while it was read may be on two pages: the older instant raises no alarm, and the next day sees the newer.
        const before = ages.get(id);
        if (changedAt !== undefined && (before === undefined || Date.parse(changedAt) < Date.parse(before))) {
          ages.set(id, changedAt);
        }
      }
      return ages;
    },
    async readUser(tenantId, accountId): Promise<DirectoryUser | undefined> {
      const [found] = await readLists(read, tenantId, [{ path: readerCalls.user(accountId, false), one: true }]);
      return found === undefined ? undefined : parseRows(userSchema, found)[0];
    },
  };
}

/**
 * An account that is changed while its tenant is read may be on two pages, with two different rows. Graph does not return which row is
 * the newer one, and the older one may have the name by which the estate protects the account.
 *
 * @throws {GraphUnavailable} two rows of one account differ: the workflow reads the tenant again
 */
function oneRowEach(users: readonly DirectoryUser[]): readonly DirectoryUser[] {
  const rows = new Map<string, string>();
  for (const user of users) {
    const row = JSON.stringify(user);
    if ((rows.get(lowerCase(user.id)) ?? row) !== row) {
      throw new GraphUnavailable('the directory was changed while it was read');
    }
    rows.set(lowerCase(user.id), row);
  }
  return users;
}

/** The estate's groups; their lists follow those of the roles. */
const groupsIn = ({ groupIds }: FurtherReads, lists: readonly Rows[]): readonly DirectoryGroup[] =>
  groupIds.flatMap((id, i): DirectoryGroup[] => {
    const list = lists[roleQueries.length + i];
    if (list === undefined) return [];
    return [list.note === NO_SUCH_GROUP ? { id } : { id, memberIds: parseRows(idSchema, list).map((user) => user.id) }];
  });

/**
 * For a Global Administrator, the other users who are. Principals may be applications, or groups that hold the role without being
 * made for it: Graph has no user of that id. A user who cannot be read is left out, and so is no stand-in.
 */
async function readOtherGlobalAdministrators(
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
    others.map((id) => ({ path: readerCalls.user(id, false), one: true })),
  );
  return answers.flatMap(({ rows }, i) => {
    const other = userSchema.safeParse(rows[0]);
    return other.success && lowerCase(other.data.id) === others[i] ? [other.data] : [];
  });
}

const lowerCase = (id: string) => id.toLowerCase();

/** @throws {TenantNotReady} another tenant answered: whatever it shows is not about the one that was asked for */
function tenantBehind(
  tenantId: string,
  list: Rows | undefined,
): { readonly licence?: Licence; readonly unread: readonly string[] } {
  if (list?.note !== undefined) return { unread: [list.note] };
  const organizations = (list?.rows ?? []).flatMap((row) => organizationSchema.safeParse(row).data ?? []);
  const own = organizations.find(({ id }) => id.toLowerCase() === tenantId.toLowerCase());
  if (own !== undefined) return { licence: own.licence, unread: [] };
  const [other] = organizations;
  if (other === undefined) return { unread: ['The directory did not tell which tenant it is, nor its licences.'] };
  throw new TenantNotReady(
    `Graph answered for the tenant ${other.id} where ${tenantId} was asked for: nothing that it shows may be used`,
  );
}
