import type { Hono } from 'hono';
import { rotationKeySchema } from '../../domain/identifiers.ts';
import type { AccessReader, AuditReader } from '../../ports/audit.ts';
import type { LinkStore, RetirementStore } from '../../ports/credential.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { accessPage } from '../access/access-page.tsx';
import { accessRecordsFor } from '../access/access-records.ts';
import { cycleListPage } from '../cycles/cycle-list-page.tsx';
import { type CyclePorts, overviewOf } from '../cycles/cycle-overview.ts';
import { cyclePage } from '../cycles/cycle-page.tsx';
import { homePage } from '../cycles/home-page.tsx';
import { timelineOf } from '../cycles/timeline.ts';
import { timelinePage } from '../cycles/timeline-page.tsx';
import { waitingFor } from '../cycles/waiting.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { portalApp } from '../portal-app.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import { type ApprovalsLinkPorts, openApprovalsLink } from './open-link.ts';
import { type ApprovalsPorts, showApprovals, takeApprovals } from './routes.ts';

export interface ApprovalsAppPorts extends CyclePorts, ApprovalsPorts {
  readonly cycles: CyclePorts['cycles'];
  readonly rotations: CyclePorts['rotations'] & ApprovalsPorts['rotations'];
  readonly links: Pick<LinkStore, 'findApprovals' | 'findCredential' | 'openIn'>;
  readonly verifier: ApprovalsLinkPorts['verifier'];
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
  readonly audit: Pick<AuditReader, 'recordsOf' | 'accessHeads'>;
  readonly accessReader: AccessReader;
  readonly retirements: Pick<RetirementStore, 'find'>;
}

/** How many cycles the list shows. */
const CYCLES_SHOWN = 50;

/** What waits, approvals, cycles, timelines, and what people were refused. */
export function approvalsApp(settings: PortalSettings, ports: ApprovalsAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  const page = (answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Promise<Response>) =>
    signedIn(settings, answer);

  app.get(
    '/',
    page(async (c, visitor) => show(c, settings, homePage(await waitingFor(ports, settings, visitor)))),
  );
  app.get(
    '/a/:locator',
    page((c, visitor, { locator }) => openApprovalsLink(c, settings, ports, visitor, locator)),
  );
  app.get(
    '/cycles',
    page(async (c) => show(c, settings, cycleListPage(await ports.cycles.latest(CYCLES_SHOWN)))),
  );
  app.get(
    '/cycles/:cycleId',
    page((c, visitor, { cycleId }) => showCycle(c, settings, ports, visitor, cycleId)),
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
    }),
  );
  app.get(
    '/cycles/:cycleId/accounts/:tenantId/:accountId',
    page((c, visitor, parameters) => showTimeline(c, settings, ports, visitor, parameters)),
  );
  app.get(
    '/access',
    page(async (c, visitor) => show(c, settings, accessPage(await accessRecordsFor(ports, visitor)))),
  );
  return app;
}

async function showCycle(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsAppPorts,
  visitor: Visitor,
  cycleId: string | undefined,
): Promise<Response> {
  const cycle = cycleId === undefined ? undefined : await ports.cycles.find(cycleId);
  if (cycle === undefined) return show(c, settings, notFoundPage);
  return show(
    c,
    settings,
    cyclePage(await overviewOf(ports, visitor, cycle, c.req.query('tenant')), settings.estate.retention),
  );
}

async function showTimeline(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsAppPorts,
  visitor: Visitor,
  parameters: PathParameters,
): Promise<Response> {
  const key = rotationKeySchema.safeParse(parameters).data;
  const timeline = key === undefined ? undefined : await timelineOf(ports, visitor, key);
  return show(c, settings, timeline === undefined ? notFoundPage : timelinePage(timeline));
}
