import type { Hono } from 'hono';
import type { AccessReader } from '../../ports/audit.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { accessPage } from '../access/access-page.tsx';
import { type AccessRecordsPorts, accessRecordsFor } from '../access/access-records.ts';
import { type ActionsPorts, actionRoutes } from '../actions/routes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { exposurePage } from '../exposure/exposure-page.tsx';
import { exposuresFor } from '../exposure/exposures.ts';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { portalApp } from '../portal-app.ts';
import { signedIn } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import type { CyclePorts } from './cycle-overview.ts';
import { showCycle, showCycles, showHome, showTenant, showTimeline } from './routes.ts';
import type { TimelinePorts } from './timeline.ts';

export interface CyclesAppPorts extends CyclePorts, TimelinePorts, ActionsPorts {
  readonly cycles: CyclePorts['cycles'] & ActionsPorts['cycles'];
  readonly rotations: CyclePorts['rotations'] & TimelinePorts['rotations'] & ActionsPorts['rotations'];
  readonly pauses: CyclePorts['pauses'] & ActionsPorts['pauses'];
  readonly exposures: ExposureReader;
  readonly audit: AccessRecordsPorts['audit'] & TimelinePorts['audit'];
  readonly accessReader: AccessReader;
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
}

/** What waits, how cycles, tenants and accounts stand, what technicians may start from there, and what people saw and were refused. */
export function cyclesApp(settings: PortalSettings, ports: CyclesAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  const page = (answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Promise<Response>) =>
    signedIn(settings, answer);
  app.get(
    '/',
    page((c, visitor) => showHome(c, settings, ports, visitor)),
  );
  app.get(
    '/cycles',
    page((c) => showCycles(c, settings, ports)),
  );
  app.get(
    '/cycles/:cycleId',
    page((c, visitor, parameters) => showCycle(c, settings, ports, visitor, parameters)),
  );
  app.get(
    '/cycles/:cycleId/tenants/:tenantId',
    page((c, visitor, parameters) => showTenant(c, settings, ports, visitor, parameters)),
  );
  app.get(
    '/cycles/:cycleId/accounts/:tenantId/:accountId',
    page((c, visitor, parameters) => showTimeline(c, settings, ports, visitor, parameters)),
  );
  actionRoutes(app, settings, ports);
  app.get(
    '/exposure',
    page(async (c, visitor) =>
      show(c, settings, exposurePage(await exposuresFor(ports.exposures, visitor, c.req.query()))),
    ),
  );
  app.get(
    '/access',
    page(async (c, visitor) => show(c, settings, accessPage(await accessRecordsFor(ports, visitor)))),
  );
  return app;
}
