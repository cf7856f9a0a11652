import { listReply, type Shape } from './collection.ts';
import { notFound } from './reply.ts';
import type { GraphContext, Route } from './route.ts';
import { userShape } from './users.ts';

const groupShape: Shape = {
  entitySet: 'groups',
  type: 'group',
  properties: ['id', 'displayName', 'isAssignableToRole', 'securityEnabled', 'mailEnabled', 'groupTypes'],
  filterable: ['id', 'displayName', 'isAssignableToRole', 'securityEnabled'],
  largestTop: 999,
};

const readers = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];

const shown = <G extends object>(group: G) => ({ ...group, securityEnabled: true, mailEnabled: false, groupTypes: [] });

export const groupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/groups',
    permissions: [...readers, 'Directory.ReadWrite.All'],
    answer: (context) => listReply(context.directory.tenant.groups.map(shown), groupShape, context),
  },
  {
    method: 'GET',
    path: '/groups/{id}/transitiveMembers/microsoft.graph.user',
    permissions: readers,
    answer: (context) =>
      listReply(context.directory.usersIn(groupIn(context).id), { ...userShape, entitySet: 'users' }, context),
  },
  {
    method: 'GET',
    path: '/groups/{id}/transitiveMembers/microsoft.graph.group',
    permissions: readers,
    answer: (context) => listReply(context.directory.groupsInside(groupIn(context).id).map(shown), groupShape, context),
  },
];

function groupIn({ directory, ids: [id = ''] }: GraphContext) {
  const group = directory.tenant.groups.find((each) => each.id === id.toLowerCase());
  if (group === undefined) throw notFound(id);
  return group;
}
