import type { DirectorySnapshot, RoleAssignment } from '../../domain/accounts/directory.ts';
import {
  domainSchema,
  groupEligibilitySchema,
  groupSchema,
  idSchema,
  roleDefinitionSchema,
  roleRowSchema,
} from './answers.ts';
import type { BatchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { parseRows, type Query, type Refusal, type Rows, readLists } from './lists.ts';

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

/**
 * Roles with the groups that hold them expanded to their users. Groups in groups are followed by Graph.
 *
 * @param lists  the answers to `roleQueries`
 */
export async function readRoleHolders(
  read: BatchReader,
  tenantId: string,
  [definitions, assignments, eligibilities, groups, domains]: readonly Rows[],
): Promise<RoleHolders> {
  const rowsOf = (rows: Rows | undefined, eligible: boolean) =>
    rows === undefined ? [] : parseRows(roleRowSchema, rows).map((row) => ({ row, eligible }));
  const roles = [...rowsOf(assignments, false), ...rowsOf(eligibilities, true)];
  const principals = new Set(roles.map(({ row }) => row.principalId.toLowerCase()));
  const holding = (groups === undefined ? [] : parseRows(groupSchema, groups)).filter(({ id }) =>
    principals.has(id.toLowerCase()),
  );
  const isLicensed = eligibilities?.note === undefined;
  const { byGroup, unread } = await membersOf(read, tenantId, holding, isLicensed);
  return {
    roleDefinitions: definitions === undefined ? [] : parseRows(roleDefinitionSchema, definitions),
    roleAssignments: roles.flatMap(({ row, eligible }): RoleAssignment[] => {
      const group = byGroup.get(row.principalId.toLowerCase());
      if (group === undefined) return [{ ...row, path: pathOf('direct', eligible) }];
      return group.members.map((member) => ({
        ...row,
        principalId: member.id,
        path: pathOf(`via group ${group.name}`, eligible || member.eligible),
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

interface RoleGroup {
  readonly name: string;
  readonly members: readonly { readonly id: string; readonly eligible: boolean }[];
}

/**
 * Users in each group, and those who may become members, all in the same batches. A role-assignable group takes no groups as
 * members, so that every eligible member is a user.
 */
async function membersOf(
  read: BatchReader,
  tenantId: string,
  groups: readonly { readonly id: string; readonly displayName: string }[],
  isLicensed: boolean,
): Promise<{ readonly byGroup: ReadonlyMap<string, RoleGroup>; readonly unread: readonly string[] }> {
  const lists = await readLists(read, tenantId, [
    ...groups.map(({ id }) => ({ path: readerCalls.groupUsers(id) })),
    ...(isLicensed ? groups.map(({ id }) => ({ path: readerCalls.groupEligibilities(id), tolerates: ifRefused })) : []),
  ]);
  const refused = groups.flatMap(({ displayName }, i) => {
    const note = lists[groups.length + i]?.note;
    return note === undefined ? [] : [{ displayName, note }];
  });
  const [first] = refused;
  return {
    byGroup: new Map(
      groups.map(({ id, displayName }, i): [string, RoleGroup] => {
        const [active, eligible] = [lists[i], lists[groups.length + i]];
        return [
          id.toLowerCase(),
          {
            // A name must not end like our own mark: the group's active members would count as eligible ones.
            name: displayName.replace(/, eligible$/, ' (eligible)'),
            members: [
              ...(active === undefined ? [] : parseRows(idSchema, active)).map((user) => ({
                ...user,
                eligible: false,
              })),
              ...(eligible === undefined ? [] : parseRows(groupEligibilitySchema, eligible)).flatMap((principalId) =>
                principalId === undefined ? [] : [{ id: principalId, eligible: true }],
              ),
            ],
          },
        ];
      }),
    ),
    unread:
      first === undefined
        ? []
        : [
            `PIM for Groups could not be read (${first.note}): whoever may only become a member of ${refused.map(({ displayName }) => displayName).join(', ')} does not count as admin.`,
          ],
  };
}

/** The permission for it is optional, and the licence may not cover it. 404, 501: a Graph that has no PIM for Groups. */
const ifRefused = ({ status, code }: Refusal) =>
  [400, 401, 403, 404, 501].includes(status) ? `${status} ${code}` : undefined;
