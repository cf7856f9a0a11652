import type { Hono } from 'hono';
import type { AccessReader } from '../../ports/audit.ts';
import type { NewestCheckpoint } from '../../ports/evidence.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { ChangedPasswords } from '../../ports/password-watch.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { accessPage } from '../access/access-page.tsx';
import { type AccessRecordsPorts, accessRecordsFor } from '../access/access-records.ts';
import { type ActionsPorts, actionRoutes } from '../actions/routes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { evidencePage } from '../evidence/evidence-page.tsx';
import { seenColumns } from '../exposure/csv-table.ts';
import { exposurePage } from '../exposure/exposure-page.tsx';
import { exposuresFor } from '../exposure/exposures.ts';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { portalApp } from '../portal-app.ts';
import { showReport } from '../reports/routes.ts';
import { readable } from '../signed-in.ts';
import { asksForCsv, csvAnswer } from '../tables/csv-answer.ts';
import type { Visitor } from '../visitor.ts';
import { recordColumns } from './csv-tables.ts';
import type { CyclePorts } from './cycle-overview.ts';
import { showCycle, showCycles, showHome, showTenant, showTimeline } from './routes.ts';
import type { TimelinePorts } from './timeline.ts';
import type { WaitingPorts } from './waiting.ts';

export interface CyclesAppPorts extends WaitingPorts, TimelinePorts, ActionsPorts {
  readonly cycles: CyclePorts['cycles'] & ActionsPorts['cycles'];
  readonly rotations: CyclePorts['rotations'] & TimelinePorts['rotations'] & ActionsPorts['rotations'];
  readonly pauses: CyclePorts['pauses'] & ActionsPorts['pauses'];
  readonly exposures: ExposureReader;
  readonly changed: ChangedPasswords;
  readonly evidence: NewestCheckpoint & { readonly bucket: string };
  readonly audit: AccessRecordsPorts['audit'] & TimelinePorts['audit'];
  readonly accessReader: AccessReader;
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
}

/** What waits, how cycles, tenants and accounts stand, what technicians may start from there, and what people saw and were refused. */
export function cyclesApp(settings: PortalSettings, ports: CyclesAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  const page = (answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Promise<Response>) =>
    readable(settings, answer);
  app.get(
    '/',
    page(async (c, visitor) =>
      visitor.role === 'technician' ? showHome(c, settings, ports, visitor) : c.redirect('/evidence', 303),
    ),
  );
  app.get(
    '/cycles',
    page((c, visitor) => showCycles(c, settings, ports, visitor)),
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
  app.get(
    '/cycles/:cycleId/reports/:tenantId',
    page((c, visitor, parameters) => showReport(c, settings, ports, visitor, parameters)),
  );
  actionRoutes(app, settings, ports);
  app.get(
    '/exposure',
    page(async (c, visitor) => {
      const found = await exposuresFor(ports, visitor, c.req.query());
      if (!asksForCsv(c)) return show(c, settings, exposurePage(found));
      const tenants = found.chosen === undefined ? found.tenants : [found.chosen];
      return csvAnswer(
        c,
        'seen-passwords',
        seenColumns,
        tenants.flatMap(({ exposures }) => exposures),
      );
    }),
  );
  app.get(
    '/access',
    page(async (c, visitor) => {
      const records = await accessRecordsFor(ports, visitor);
      return asksForCsv(c) ? csvAnswer(c, 'access', recordColumns, records) : show(c, settings, accessPage(records));
    }),
  );
  app.get(
    '/evidence',
    page(async (c) => {
      const { evidence } = ports;
      const newest = await evidence.newestCheckpoint();
      return show(c, settings, evidencePage({ newest, bucket: evidence.bucket, now: settings.now() }));
    }),
  );
  return app;
}
