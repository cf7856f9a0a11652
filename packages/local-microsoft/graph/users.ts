import type { User } from '../tenant.ts';
import { listReply, oneReply, type Shape } from './collection.ts';
import { badRequest, GraphRefusal, insufficientPrivileges, notFound } from './reply.ts';
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
  'signInActivity',
  'assignedLicenses',
  'customSecurityAttributes',
  'authorizationInfo',
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
    answer: (context) => listReply(context.directory.users().map(shownTo(context)), listShape(context), context),
  },
  {
    method: 'GET',
    path: '/users/{id}',
    permissions: readers,
    answer: (context) => {
      requireSignInsOpen(context);
      const user = userIn(context);
      if (wantsSignIns(context) && context.ids[0]?.toLowerCase() !== user.id) {
        throw badRequest('Get By Key only supports UserId and the key has to be a valid Guid', 'BadRequest');
      }
      return oneReply(shownTo(context)(user), userShape, context);
    },
  },
];

const wantsSignIns = ({ query }: GraphContext) => query.get('$select')?.split(',').includes('signInActivity') === true;

/** Pages with sign-ins are smaller, whatever `$top` asks for. */
const MOST_WITH_SIGN_INS = 120;

function listShape(context: GraphContext): Shape {
  requireSignInsOpen(context);
  return wantsSignIns(context) ? { ...userShape, largestPage: MOST_WITH_SIGN_INS } : userShape;
}

/**
 * Sign-ins need a permission of their own and a licence: without one of them the request as a whole is refused.
 * @see https://learn.microsoft.com/graph/api/resources/signinactivity
 */
function requireSignInsOpen(context: GraphContext): void {
  if (!wantsSignIns(context)) return;
  if (!context.caller.permissions.includes('AuditLog.Read.All')) throw insufficientPrivileges();
  if (context.directory.tenant.licence === 'none') {
    throw new GraphRefusal(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
}

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
