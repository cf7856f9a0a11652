import type { Hono } from 'hono';
import type { AccessReader, AuditReader } from '../../ports/audit.ts';
import type { LinkStore, RetirementStore } from '../../ports/credential.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { accessPage } from '../access/access-page.tsx';
import { accessRecordsFor } from '../access/access-records.ts';
import { type ActionsPorts, actionRoutes } from '../actions/routes.ts';
import type { CyclePorts } from '../cycles/cycle-overview.ts';
import { showCycle, showCycles, showHome, showTenant, showTimeline } from '../cycles/routes.ts';
import { type DecisionsPorts, showDecisions, takeWithdrawals } from '../decisions/routes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { exposurePage } from '../exposure/exposure-page.tsx';
import { exposuresFor } from '../exposure/exposures.ts';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { portalApp } from '../portal-app.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import { type ApprovalsLinkPorts, openApprovalsLink } from './open-link.ts';
import { type ApprovalsPorts, keptApprovals, showApprovals, takeApprovals } from './routes.ts';

export interface ApprovalsAppPorts extends CyclePorts, ApprovalsPorts, DecisionsPorts, ActionsPorts {
  readonly cycles: CyclePorts['cycles'] & ActionsPorts['cycles'];
  readonly rotations: CyclePorts['rotations'] &
    ApprovalsPorts['rotations'] &
    DecisionsPorts['rotations'] &
    ActionsPorts['rotations'];
  readonly pauses: CyclePorts['pauses'] & ActionsPorts['pauses'];
  readonly exposures: ExposureReader;
  readonly links: Pick<LinkStore, 'findApprovals' | 'findCredential' | 'openIn'>;
  readonly verifier: ApprovalsLinkPorts['verifier'];
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
  readonly audit: Pick<AuditReader, 'recordsOf' | 'accessHeads'>;
  readonly accessReader: AccessReader;
  readonly retirements: Pick<RetirementStore, 'find'>;
}

/** What waits, approvals, cycles, timelines, and what people were refused. */
export function approvalsApp(settings: PortalSettings, ports: ApprovalsAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  const page = (answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Promise<Response>) =>
    signedIn(settings, answer);

  app.get(
    '/',
    page((c, visitor) => showHome(c, settings, ports, visitor)),
  );
  app.get(
    '/a/:locator',
    page((c, visitor, { locator }) => openApprovalsLink(c, settings, ports, visitor, locator)),
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
    '/cycles/:cycleId/approvals',
    signedIn(settings, (c, visitor, { cycleId }) => showApprovals(c, settings, ports, visitor, cycleId), {
      recent: true,
    }),
  );
  app.post(
    '/cycles/:cycleId/approvals',
    submitted(settings, (c, visitor, form, { cycleId }) => takeApprovals(c, settings, ports, visitor, form, cycleId), {
      recent: true,
      kept: keptApprovals(settings, ports),
    }),
  );
  app.get(
    '/cycles/:cycleId/decisions',
    page((c, visitor, { cycleId }) => showDecisions(c, settings, ports, visitor, cycleId)),
  );
  app.post(
    '/cycles/:cycleId/decisions',
    submitted(
      settings,
      (c, visitor, form, { cycleId }) => takeWithdrawals(c, settings, ports, visitor, form, cycleId),
      {
        recent: true,
      },
    ),
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
