import { groupEligibilitySchema, groupSchema, idSchema } from './answers.ts';
import type { BatchReader } from './batch.ts';
import { MOST_IDS_IN_FILTER, readerCalls } from './calls.ts';
import { parseRows, type Query, type Refusal, type Rows, readLists } from './lists.ts';

/** Who is in a group, or may become a member of it. */
export interface RoleGroup {
  readonly name: string;
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  readonly id: string;
  /** Must activate a membership first. */
  readonly eligible: boolean;
  /** Name of the group inside by which it is one; left out: of its own. */
  readonly by?: string;
}

/** A group as it was read. Principals of `eligible` and `inside` that are groups have a node of their own. */
interface Node {
  readonly name: string;
  readonly users: readonly string[];
  readonly eligible: readonly string[];
  readonly inside: readonly string[];
}

interface OpenGroup {
  readonly id: string;
  readonly displayName: string;
  /** A role-assignable group takes no group as a member, so there is nothing inside it to read. */
  readonly isRoleAssignable: boolean;
}

export interface GroupsToExpand {
  /** Role-assignable groups that hold a role. */
  readonly holding: readonly { readonly id: string; readonly displayName: string }[];
  /** Principals of eligibility rows: users, groups or apps. */
  readonly principals: readonly string[];
  /** Users that are known to be users. */
  readonly users: ReadonlySet<string>;
  /** Whether `users` are all of the tenant's: then any other principal is asked for as a group. */
  readonly allUsers: boolean;
  /** Whether the tenant is licensed for PIM. */
  readonly isLicensed: boolean;
}

/**
 * The groups by which somebody holds a role, each with all who are in it or may become so. A plain group may be an eligible member of a
 * role-assignable one (PIM for Groups): each user of it may activate the role, and so on through further groups. Each group is read
 * once, so groups that lead back to each other end too.
 *
 * @returns by id in lower case; `unread`: what could not be read, in sentences
 */
export async function expandGroups(
  read: BatchReader,
  tenantId: string,
  { holding, principals, users, allUsers, isLicensed }: GroupsToExpand,
): Promise<{ readonly byGroup: ReadonlyMap<string, RoleGroup>; readonly unread: readonly string[] }> {
  const nodes = new Map<string, Node>();
  const refusals: Refused[] = [];
  const seen = new Set([...users, ...holding.map(({ id }) => lowerCase(id))]);
  const unseen = (ids: readonly string[]) => ids.filter((id) => !seen.has(id) && seen.add(id));
  let groups: readonly OpenGroup[] = holding.map((each) => ({ ...each, isRoleAssignable: true }));
  let unidentified = unseen(principals.map(lowerCase));
  while (groups.length + unidentified.length > 0) {
    const queries = groups.map((group) => queriesOf(group, isLicensed));
    const slices = slicesOf(unidentified);
    const lists = [...(await readLists(read, tenantId, [...queries.flat(), ...slices.map(whichAreGroups)]))];
    const opened = groups.map((group, i) => nodeOf(group, lists.splice(0, queries[i]?.length ?? 0), refusals));
    for (const { id, node } of opened) nodes.set(id, node);
    const inside = opened.flatMap((each) => each.inside).filter(({ id }) => unseen([lowerCase(id)]).length > 0);
    const sorted = slices.map((slice, i) => groupsAmong(slice, lists[i]));
    const left = sorted.flatMap(({ others, wereTold }) => (allUsers || !wereTold ? others : []));
    const probed = await readLists(read, tenantId, left.map(isItGroup));
    groups = [
      ...[...inside, ...sorted.flatMap((each) => each.groups)],
      ...left.filter((_, i) => probed[i]?.note === undefined).map((id) => ({ id, displayName: id })),
    ].map((each) => ({ ...each, isRoleAssignable: false }));
    unidentified = unseen(opened.flatMap(({ node }) => node.eligible));
  }
  return {
    byGroup: new Map([...nodes].map(([id, { name }]) => [id, { name, members: membersOf(nodes, id) }])),
    unread: sentences(refusals),
  };
}

function slicesOf(ids: readonly string[]): readonly (readonly string[])[] {
  const starts = Array.from({ length: Math.ceil(ids.length / MOST_IDS_IN_FILTER) }, (_, i) => i * MOST_IDS_IN_FILTER);
  return starts.map((start) => ids.slice(start, start + MOST_IDS_IN_FILTER));
}

/** A Graph that cannot filter by ids is asked for each of them. */
const whichAreGroups = (ids: readonly string[]): Query => ({
  path: readerCalls.groupsAmong(ids),
  tolerates: ({ status }) => ([400, 404, 501].includes(status) ? 'no filter by ids' : undefined),
});

const isItGroup = (id: string): Query => ({
  path: readerCalls.groupUsers(id),
  tolerates: ({ status }) => ([400, 404].includes(status) ? 'no group' : undefined),
});

/** Only ids that were asked for count, whatever else a list has. */
function groupsAmong(ids: readonly string[], list: Rows | undefined) {
  const wereTold = list !== undefined && list.note === undefined;
  const groups = wereTold ? parseRows(groupSchema, list).filter(({ id }) => ids.includes(lowerCase(id))) : [];
  return { wereTold, groups, others: ids.filter((id) => !groups.some((each) => lowerCase(each.id) === id)) };
}

/** The members must be readable: who they are decides about accounts of the tenant. */
const queriesOf = ({ id, isRoleAssignable }: OpenGroup, isLicensed: boolean): readonly Query[] => [
  { path: readerCalls.groupUsers(id) },
  ...(isRoleAssignable ? [] : [{ path: readerCalls.groupGroups(id), tolerates: ifRefused }]),
  ...(isLicensed ? [{ path: readerCalls.groupEligibilities(id), tolerates: ifRefused }] : []),
];

/** The permission for it is optional, and the licence may not cover it. 404, 501: a Graph that has no PIM for Groups. */
const ifRefused = ({ status, code }: Refusal) =>
  [400, 401, 403, 404, 501].includes(status) ? `${status} ${code}` : undefined;

interface Refused {
  readonly what: 'eligible' | 'inside';
  readonly name: string;
  readonly note: string;
}

function nodeOf(group: OpenGroup, [users, ...rest]: readonly Rows[], refusals: Refused[]) {
  const [inside, eligible] = group.isRoleAssignable ? [undefined, ...rest] : rest;
  // A name must not end like our own mark: the group's active members would count as eligible ones.
  const name = group.displayName.replace(/, eligible$/, ' (eligible)');
  for (const [what, list] of [['inside', inside] as const, ['eligible', eligible] as const]) {
    if (list?.note !== undefined) refusals.push({ what, name, note: list.note });
  }
  const groupsInside = inside === undefined ? [] : parseRows(groupSchema, inside);
  const node: Node = {
    name,
    users: users === undefined ? [] : parseRows(idSchema, users).map(({ id }) => id),
    eligible: (eligible === undefined ? [] : parseRows(groupEligibilitySchema, eligible)).flatMap((id) =>
      id === undefined ? [] : [lowerCase(id)],
    ),
    inside: groupsInside.map(({ id }) => lowerCase(id)),
  };
  return { id: lowerCase(group.id), node, inside: groupsInside };
}

/** Everybody who is in a group or may get there. Who is in it already need not activate anything. */
function membersOf(nodes: ReadonlyMap<string, Node>, start: string): readonly GroupMember[] {
  const members = new Map<string, GroupMember>();
  const add = (member: GroupMember) => {
    const key = lowerCase(member.id);
    if (members.get(key)?.eligible !== false) members.set(key, members.get(key) ?? member);
  };
  for (const id of nodes.get(start)?.users ?? []) members.set(lowerCase(id), { id, eligible: false });
  const followed = new Set([start]);
  const open = [start];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const by = id === start ? {} : { by: node.name };
    if (id !== start) for (const user of node.users) add({ id: user, eligible: true, ...by });
    for (const principal of [...node.eligible, ...node.inside]) {
      if (!nodes.has(principal)) add({ id: principal, eligible: true, ...by });
      else if (!followed.has(principal)) {
        followed.add(principal);
        open.push(principal);
      }
    }
  }
  return [...members.values()];
}

function sentences(refusals: readonly Refused[]): readonly string[] {
  const about = (what: Refused['what'], sentence: (note: string, names: string) => string) => {
    const refused = refusals.filter((each) => each.what === what);
    const [first] = refused;
    return first === undefined ? [] : [sentence(first.note, refused.map(({ name }) => name).join(', '))];
  };
  return [
    ...about(
      'eligible',
      (note, names) =>
        `PIM for Groups could not be read (${note}): whoever may only become a member of ${names} does not count as admin.${/^40[13] /.test(note) ? ' The reader app needs PrivilegedEligibilitySchedule.Read.AzureADGroup for that.' : ''}`,
    ),
    ...about(
      'inside',
      (note, names) =>
        `The groups inside ${names} could not be read (${note}): whoever may only become a member of one of those does not count as admin.`,
    ),
  ];
}

const lowerCase = (id: string) => id.toLowerCase();
