import type { User } from '../tenant.ts';
import { listReply, oneReply, type Shape } from './collection.ts';
import { notFound } from './reply.ts';
import type { GraphContext, Route } from './route.ts';

const properties: readonly (keyof User)[] = [
  'id',
  'userPrincipalName',
  'displayName',
  'givenName',
  'surname',
  'mail',
  'mailNickname',
  'jobTitle',
  'department',
  'employeeType',
  'businessPhones',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'usageLocation',
  'accountEnabled',
  'userType',
  'externalUserState',
  'creationType',
  'createdDateTime',
  'onPremisesSyncEnabled',
  'onPremisesExtensionAttributes',
  'isManagementRestricted',
  'identityParentId',
  'lastPasswordChangeDateTime',
  'signInSessionsValidFromDateTime',
  'passwordPolicies',
  'assignedLicenses',
  'customSecurityAttributes',
];

export const userShape: Shape = {
  entitySet: 'users',
  type: 'user',
  properties,
  /** @see https://learn.microsoft.com/graph/api/resources/user: all others come only when selected */
  defaults: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
  filterable: [
    'id',
    'userPrincipalName',
    'displayName',
    'mail',
    'accountEnabled',
    'userType',
    'department',
    'jobTitle',
  ],
  advanced: Array.from({ length: 15 }, (_, i) => `onPremisesExtensionAttributes/extensionAttribute${i + 1}`),
  largestTop: 999,
};

const readers = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/users',
    permissions: readers,
    answer: (context) => listReply(context.directory.users().map(shownTo(context)), userShape, context),
  },
  {
    method: 'GET',
    path: '/users/{id}',
    permissions: readers,
    answer: (context) => oneReply(shownTo(context)(userIn(context)), userShape, context),
  },
];

/** Custom security attributes are hidden from who has no permission for them, Global Administrators included. */
const shownTo =
  ({ caller }: GraphContext) =>
  (user: User): object => {
    const { customSecurityAttributes: attributes, ...others } = user;
    if (attributes === null || !caller.permissions.includes('CustomSecAttributeAssignment.Read.All')) return others;
    const typed = Object.entries(attributes).map(([set, values]) => [
      set,
      { '@odata.type': '#microsoft.graph.customSecurityAttributeValue', ...values },
    ]);
    return { ...others, customSecurityAttributes: Object.fromEntries(typed) };
  };

/** The user that a path names. */
export function userIn({ directory, ids: [id = ''] }: GraphContext): User {
  const user = directory.find(id);
  if (user === undefined) throw notFound(id);
  return user;
}
