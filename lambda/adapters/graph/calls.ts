import { wellFormed } from '../../domain/text/well-formed.ts';

/**
 * Every call that is made to Graph, and by which app. All lie below `/v1.0`: an account is never touched through beta.
 * Only the fields that are used are selected, and `isManagementRestricted`, `onPremises…` and
 * `lastPasswordChangeDateTime` come only when selected.
 */
const userFields = [
  'id',
  'userPrincipalName',
  'displayName',
  'accountEnabled',
  'userType',
  'externalUserState',
  'onPremisesSyncEnabled',
  'onPremisesExtensionAttributes',
  'isManagementRestricted',
  'identityParentId',
  'lastPasswordChangeDateTime',
  'passwordPolicies',
  'assignedLicenses',
  'department',
  'jobTitle',
  'employeeType',
] as const;

/** Custom security attributes need a permission of their own, so they are asked for only where the estate uses them. */
const fields = (securityAttributes: boolean) =>
  [...userFields, ...(securityAttributes ? ['customSecurityAttributes'] : [])].join(',');

/** 999 is the largest page that Graph gives. */
const PAGE = '$top=999';

/** `encodeURIComponent` throws on half of a surrogate pair. */
const inAddress = (id: string): string => encodeURIComponent(wellFormed(id));

/** Graph takes a filter with at most 15 values. */
export const MOST_IDS_IN_FILTER = 15;

export const readerCalls = {
  users: (securityAttributes: boolean) => `/users?$select=${fields(securityAttributes)}&${PAGE}`,
  user: (accountId: string, securityAttributes: boolean) =>
    `/users/${inAddress(accountId)}?$select=${fields(securityAttributes)}`,
  /** When the password of each user was changed last, and nothing else. */
  passwordAges: `/users?$select=id,lastPasswordChangeDateTime&${PAGE}`,
  /**
   * Who changed passwords, as the directory audit has it. Needs a licence in the tenant and a permission of its own.
   * @param activity  one name of Microsoft's list: Graph takes no list of them
   * @param since  ISO 8601, UTC
   */
  passwordAudits: (activity: string, since: string) =>
    `/auditLogs/directoryAudits?$filter=activityDateTime%20ge%20${since}%20and%20activityDisplayName%20eq%20'${encodeURIComponent(activity)}'&$top=1000`,
  /** Which tenant answers, and its licences. */
  organization: '/organization?$select=id,assignedPlans',
  roleDefinitions: '/roleManagement/directory/roleDefinitions?$select=id,templateId,displayName,isBuiltIn',
  /** Active ones, permanent or activated. `$expand=principal` would save the join, but is slow and throttled. */
  roleAssignments: `/roleManagement/directory/roleAssignments?${PAGE}`,
  /** Needs a P2 or Governance licence in the tenant. */
  eligibilities: '/roleManagement/directory/roleEligibilityScheduleInstances',
  /** Of active assignments of one role, whether they have an end. Needs a P2 or Governance licence in the tenant. */
  roleSchedules: (roleDefinitionId: string) =>
    `/roleManagement/directory/roleAssignmentScheduleInstances?$filter=roleDefinitionId%20eq%20'${inAddress(roleDefinitionId)}'`,
  roleGroups: '/groups?$filter=isAssignableToRole%20eq%20true&$select=id,displayName',
  domains: '/domains?$select=id,authenticationType',
  groupUsers: (groupId: string) =>
    `/groups/${inAddress(groupId)}/transitiveMembers/microsoft.graph.user?$select=id&${PAGE}`,
  /** Groups inside a group. */
  groupGroups: (groupId: string) =>
    `/groups/${inAddress(groupId)}/transitiveMembers/microsoft.graph.group?$select=id,displayName&${PAGE}`,
  /** Which of these principals are groups. */
  groupsAmong: (ids: readonly string[]) =>
    `/groups?$filter=id%20in%20(${ids.map((id) => `'${inAddress(id)}'`).join(',')})&$select=id,displayName`,
  /** When an account signed in last, by its object id alone. Needs a licence in the tenant and a permission of its own. */
  signIns: (accountId: string) => `/users/${inAddress(accountId)}?$select=id,signInActivity`,
  /** Names of all units at once: one request for as many as a tenant has, whatever scopes occur. */
  administrativeUnits: `/directory/administrativeUnits?$select=id,displayName&${PAGE}`,
  /** Ways to sign in that an account has registered. Needs a permission of its own. */
  signInMethods: (accountId: string) => `/users/${inAddress(accountId)}/authentication/methods`,
  /** Certificates that are bound to an account by name. */
  certificateIds: (accountId: string) => `/users/${inAddress(accountId)}?$select=id,authorizationInfo`,
  /** An app's registration in the tenant, by its client id. */
  principalOfApp: (clientId: string) =>
    `/servicePrincipals?$filter=appId%20eq%20'${inAddress(clientId)}'&$select=id,appId,accountEnabled`,
  /** Application permissions that a registration was granted. */
  grantsOf: (objectId: string) => `/servicePrincipals/${inAddress(objectId)}/appRoleAssignments`,
  servicePrincipal: (objectId: string) => `/servicePrincipals/${inAddress(objectId)}?$select=id,displayName`,
  /** PIM for Groups: who may become a member or owner. Needs a licence as well, and takes no list of groups. */
  groupEligibilities: (groupId: string) =>
    `/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId%20eq%20'${inAddress(groupId)}'`,
} as const;

export const writerCalls = {
  /** PATCH. */
  user: (accountId: string) => `/users/${inAddress(accountId)}`,
  /** POST. */
  revokeSignInSessions: (accountId: string) => `/users/${inAddress(accountId)}/revokeSignInSessions`,
} as const;
