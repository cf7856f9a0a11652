import { appRoleId } from '../app-roles.ts';
import { idOf } from '../stable-id.ts';
import { listReply, oneReply, type Shape } from './collection.ts';
import { notFound } from './reply.ts';
import type { GraphContext, Route } from './route.ts';

/** What roles may be held for, besides the whole tenant: units and apps. */

const unitShape: Shape = {
  entitySet: 'directory/administrativeUnits',
  type: 'administrativeUnit',
  properties: ['id', 'displayName'],
  filterable: ['id', 'displayName'],
  largestTop: 999,
};

const principalShape: Shape = {
  entitySet: 'servicePrincipals',
  type: 'servicePrincipal',
  properties: ['id', 'displayName'],
};

const registrationShape: Shape = {
  ...principalShape,
  properties: ['id', 'appId', 'displayName', 'accountEnabled'],
  filterable: ['id', 'appId', 'displayName'],
  largestTop: 999,
};

const grantShape: Shape = {
  entitySet: 'appRoleAssignments',
  type: 'appRoleAssignment',
  properties: ['id', 'appRoleId', 'principalId', 'principalType', 'resourceDisplayName', 'resourceId'],
};

const widest = ['Directory.Read.All', 'Directory.ReadWrite.All'];

export const scopeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/directory/administrativeUnits',
    permissions: ['AdministrativeUnit.Read.All', ...widest],
    answer: (context) => listReply(context.directory.tenant.administrativeUnits, unitShape, context),
  },
  {
    method: 'GET',
    path: '/servicePrincipals',
    permissions: ['Application.Read.All', 'Directory.Read.All'],
    answer: (context) => listReply(registrationsIn(context), registrationShape, context),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/{id}/appRoleAssignments',
    permissions: ['Application.Read.All', ...widest],
    answer: (context) => {
      const [id = ''] = context.ids;
      const { directory } = context;
      const { name } = directory.tenant;
      const found = registrationsIn(context).find((each) => each.id === id.toLowerCase());
      if (found === undefined) throw notFound(id);
      const app = [directory.app('reader'), directory.app('writer')].find((each) => each?.objectId === found.id);
      const rows = (app?.permissions ?? []).map((permission) => ({
        id: idOf(name, 'grant', found.id, permission),
        appRoleId: appRoleId(permission),
        principalId: found.id,
        principalType: 'ServicePrincipal',
        resourceDisplayName: 'Microsoft Graph',
        resourceId: idOf(name, 'app', 'graph'),
      }));
      return listReply(rows, grantShape, context);
    },
  },
  {
    method: 'GET',
    path: '/servicePrincipals/{id}',
    permissions: ['Application.Read.All', ...widest],
    answer: (context) => {
      const [id = ''] = context.ids;
      const found = registrationsIn(context).find((each) => each.id === id.toLowerCase());
      if (found === undefined) throw notFound(id);
      return oneReply(found, principalShape, context);
    },
  },
];

/** Registrations in the tenant: those of our apps, and the others of the plan. */
function registrationsIn({ directory, clientIds, registrations }: GraphContext) {
  const { servicePrincipals, name } = directory.tenant;
  const own = (['reader', 'writer'] as const).flatMap((kind) => {
    const app = directory.app(kind);
    return app === undefined
      ? []
      : [
          {
            id: app.objectId,
            appId: clientIds[kind],
            displayName: registrations[kind].displayName,
            accountEnabled: app.enabled ?? true,
          },
        ];
  });
  const others = servicePrincipals.map((each) => ({
    ...each,
    appId: idOf(name, 'appId', each.id),
    accountEnabled: true,
  }));
  return [...others, ...own];
}
