import type { DirectorySnapshot, RoleAssignment } from '../../domain/accounts/directory.ts';
import { domainSchema, groupSchema, roleDefinitionSchema, roleRowSchema } from './answers.ts';
import type { BatchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { parseRows, type Query, type Refusal, type Rows } from './lists.ts';
import { expandGroups } from './role-groups.ts';

/** Without the licence for it nobody can be eligible, so the answer is complete. */
const NOT_LICENSED = 'PIM: not licensed, so no role and no membership of a group is held by eligibility.';
const notLicensed: readonly string[] = [
  'AadPremiumLicenseRequired',
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
];

/** 404, 501: a Graph without PIM. */
const ifNotLicensed = ({ status, code }: Refusal) => {
  if (notLicensed.includes(code)) return NOT_LICENSED;
  return status === 404 || status === 501 ? noPim(status) : undefined;
};

const noPim = (status: number) =>
  `PIM could not be read (${status}): whoever holds a role only by eligibility does not count as admin.`;

/**
 * What neither this nor any other read of Graph shows: roles that exist in Exchange, Azure or Intune alone, administrators
 * of partners (GDAP), and owners of role-assignable groups.
 */
export const roleQueries: readonly Query[] = [
  { path: readerCalls.roleDefinitions },
  { path: readerCalls.roleAssignments },
  { path: readerCalls.eligibilities, tolerates: ifNotLicensed },
  { path: readerCalls.roleGroups },
  { path: readerCalls.domains },
];

type RoleHolders = Pick<DirectorySnapshot, 'roleDefinitions' | 'roleAssignments' | 'domains' | 'notes' | 'unread'>;

/** Whose ids are known to be users' ids. Where they are not all of the tenant's, a principal may be a user that was not read. */
export interface KnownUsers {
  readonly ids: readonly string[];
  readonly all: boolean;
}

/**
 * Roles with the groups that hold them expanded to their users. Groups in groups are followed by Graph, groups that may become members
 * by us.
 *
 * @param lists  the answers to `roleQueries`
 */
export async function readRoleHolders(
  read: BatchReader,
  tenantId: string,
  [definitions, assignments, eligibilities, groups, domains]: readonly Rows[],
  users: KnownUsers,
): Promise<RoleHolders> {
  const rowsOf = (rows: Rows | undefined, eligible: boolean) =>
    rows === undefined ? [] : parseRows(roleRowSchema, rows).map((row) => ({ row, eligible }));
  const roles = [...rowsOf(assignments, false), ...rowsOf(eligibilities, true)];
  const principals = new Set(roles.map(({ row }) => row.principalId.toLowerCase()));
  const { byGroup, unread } = await expandGroups(read, tenantId, {
    holding: (groups === undefined ? [] : parseRows(groupSchema, groups)).filter(({ id }) =>
      principals.has(id.toLowerCase()),
    ),
    principals: roles.filter(({ eligible }) => eligible).map(({ row }) => row.principalId),
    users: new Set(users.ids.map((id) => id.toLowerCase())),
    allUsers: users.all,
    isLicensed: eligibilities?.note === undefined,
  });
  return {
    roleDefinitions: definitions === undefined ? [] : parseRows(roleDefinitionSchema, definitions),
    roleAssignments: roles.flatMap(({ row, eligible }): RoleAssignment[] => {
      const group = byGroup.get(row.principalId.toLowerCase());
      if (group === undefined) return [{ ...row, path: pathOf('direct', eligible) }];
      return group.members.map((member) => ({
        ...row,
        principalId: member.id,
        path: pathOf(
          `via group ${group.name}${member.by === undefined ? '' : ` (by group ${member.by})`}`,
          eligible || member.eligible,
        ),
      }));
    }),
    domains: domains === undefined ? [] : parseRows(domainSchema, domains),
    notes: eligibilities?.note === NOT_LICENSED ? [NOT_LICENSED] : [],
    unread: [
      ...(eligibilities?.note === undefined || eligibilities.note === NOT_LICENSED ? [] : [eligibilities.note]),
      ...unread,
    ],
  };
}

const pathOf = (way: string, eligible: boolean) => (eligible ? `${way}, eligible` : way);
