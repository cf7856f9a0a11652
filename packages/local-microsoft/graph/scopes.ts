import { listReply, oneReply, type Shape } from './collection.ts';
import { notFound } from './reply.ts';
import type { Route } from './route.ts';

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
    path: '/servicePrincipals/{id}',
    permissions: ['Application.Read.All', ...widest],
    answer: (context) => {
      const { servicePrincipals } = context.directory.tenant;
      const own = (['reader', 'writer'] as const).flatMap((kind) => {
        const app = context.directory.app(kind);
        return app === undefined ? [] : [{ id: app.objectId, displayName: `Rotation ${kind}` }];
      });
      const [id = ''] = context.ids;
      const found = [...servicePrincipals, ...own].find((each) => each.id === id.toLowerCase());
      if (found === undefined) throw notFound(id);
      return oneReply(found, principalShape, context);
    },
  },
];
