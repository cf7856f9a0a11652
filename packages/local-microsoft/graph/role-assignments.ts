import { roleDefinitionsOf } from '../directory.ts';
import type { RoleAssignment } from '../tenant.ts';
import { listReply, type Shape } from './collection.ts';
import { badRequest, GraphRefusal } from './reply.ts';
import type { GraphContext, Route } from './route.ts';

const definitionShape: Shape = {
  entitySet: 'roleManagement/directory/roleDefinitions',
  type: 'unifiedRoleDefinition',
  properties: ['id', 'templateId', 'displayName', 'description', 'isBuiltIn', 'isEnabled'],
  filterable: ['id', 'templateId', 'displayName', 'isBuiltIn'],
};

const assignmentProperties = ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId'];

const assignmentShape: Shape = {
  entitySet: 'roleManagement/directory/roleAssignments',
  type: 'unifiedRoleAssignment',
  properties: [...assignmentProperties, 'condition', 'principalOrganizationId'],
  filterable: ['principalId', 'roleDefinitionId', 'directoryScopeId'],
  largestTop: 999,
};

const instanceProperties = [...assignmentProperties, 'memberType', 'startDateTime', 'endDateTime'];
const instanceFilters = ['principalId', 'roleDefinitionId'];

const eligibilityShape: Shape = {
  entitySet: 'roleManagement/directory/roleEligibilityScheduleInstances',
  type: 'unifiedRoleEligibilityScheduleInstance',
  properties: [...instanceProperties, 'roleEligibilityScheduleId'],
  filterable: instanceFilters,
};

const scheduleShape: Shape = {
  entitySet: 'roleManagement/directory/roleAssignmentScheduleInstances',
  type: 'unifiedRoleAssignmentScheduleInstance',
  properties: [...instanceProperties, 'assignmentType', 'roleAssignmentOriginId', 'roleAssignmentScheduleId'],
  filterable: instanceFilters,
};

const groupEligibilityShape: Shape = {
  entitySet: 'identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
  type: 'privilegedAccessGroupEligibilityScheduleInstance',
  properties: [
    'id',
    'startDateTime',
    'endDateTime',
    'accessId',
    'eligibilityScheduleId',
    'groupId',
    'memberType',
    'principalId',
  ],
  filterable: ['groupId', 'principalId'],
};

const readers = ['RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory'];
const widest = ['Directory.Read.All', 'Directory.ReadWrite.All'];

export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/roleManagement/directory/roleDefinitions',
    permissions: [...readers, ...widest],
    answer: (context) => listReply(roleDefinitionsOf(context.directory.tenant), definitionShape, context),
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleAssignments',
    permissions: [...readers, ...widest],
    answer: (context) => listReply(assignmentsIn(context), assignmentShape, context),
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleEligibilityScheduleInstances',
    permissions: [...readers, 'RoleManagement.Read.All', 'RoleEligibilitySchedule.Read.Directory'],
    answer: (context) => {
      requirePremium(context);
      const rows = context.directory.tenant.eligibilities.map((row) => ({
        ...instanceOf(row),
        roleEligibilityScheduleId: row.id,
      }));
      return listReply(rows, eligibilityShape, context);
    },
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleAssignmentScheduleInstances',
    permissions: [...readers, 'RoleManagement.Read.All', 'RoleAssignmentSchedule.Read.Directory'],
    answer: (context) => {
      requirePremium(context);
      const rows = context.directory.tenant.roleAssignments.map(({ schedule, ...row }) => ({
        ...instanceOf(row),
        roleAssignmentOriginId: row.id,
        roleAssignmentScheduleId: row.id,
        ...(schedule ?? { assignmentType: 'Assigned', endDateTime: null }),
      }));
      return listReply(rows, scheduleShape, context);
    },
  },
  {
    method: 'GET',
    path: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
    permissions: ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    answer: (context) => {
      requirePremium(context);
      if (!/\b(groupId|principalId) eq /.test(context.query.get('$filter') ?? '')) {
        throw badRequest('A filter by groupId or principalId is required.', 'InvalidFilter');
      }
      const rows = context.directory.tenant.groups.flatMap(({ id: groupId, eligibleMemberIds }) =>
        eligibleMemberIds.map((principalId) => ({
          id: `${groupId}_member_${principalId}`,
          eligibilityScheduleId: `${groupId}_member_${principalId}`,
          accessId: 'member',
          memberType: 'direct',
          groupId,
          principalId,
        })),
      );
      return listReply(rows, groupEligibilityShape, context);
    },
  },
];

const assignmentsIn = ({ directory }: GraphContext) =>
  directory.roleAssignments().map((row) => ({ ...row, appScopeId: null, condition: null }));

const instanceOf = (row: RoleAssignment) => ({
  ...row,
  appScopeId: null,
  memberType: 'Direct',
  startDateTime: null,
  endDateTime: null,
});

function requirePremium({ directory }: GraphContext): void {
  if (directory.tenant.licence === 'P2') return;
  throw new GraphRefusal(
    400,
    'AadPremiumLicenseRequired',
    'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
  );
}
