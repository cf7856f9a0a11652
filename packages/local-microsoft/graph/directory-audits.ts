import { listReply, type Shape } from './collection.ts';
import { GraphRefusal } from './reply.ts';
import type { Route } from './route.ts';

const auditShape: Shape = {
  entitySet: 'auditLogs/directoryAudits',
  type: 'directoryAudit',
  properties: [
    'id',
    'category',
    'correlationId',
    'result',
    'resultReason',
    'activityDisplayName',
    'activityDateTime',
    'loggedByService',
    'operationType',
    'initiatedBy',
    'targetResources',
    'additionalDetails',
  ],
  filterable: ['activityDateTime', 'activityDisplayName', 'category', 'correlationId', 'loggedByService'],
  largestTop: 1_000,
};

export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/auditLogs/directoryAudits',
    permissions: ['AuditLog.Read.All'],
    answer: (context) => {
      const { tenant } = context.directory;
      if (tenant.licence === 'none') {
        throw new GraphRefusal(
          403,
          'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
          "Neither tenant is B2C or tenant doesn't have premium license",
        );
      }
      return listReply(context.audits.of(tenant.tenantId), auditShape, context);
    },
  },
];
