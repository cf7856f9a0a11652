import type { Hono } from 'hono';
import type { SessionStore } from '../../ports/sessions.ts';
import { type DecisionsPorts, showDecisions, takeWithdrawals } from '../decisions/routes.ts';
import type { PortalEnvironment, PortalSettings } from '../environment.ts';
import { portalApp } from '../portal-app.ts';
import { signedIn, submitted } from '../signed-in.ts';
import { type ApprovalsLinkPorts, openApprovalsLink } from './open-link.ts';
import { type ApprovalsPorts, keptApprovals, showApprovals, takeApprovals } from './routes.ts';

export interface ApprovalsAppPorts extends ApprovalsPorts, DecisionsPorts, ApprovalsLinkPorts {
  readonly rotations: ApprovalsPorts['rotations'] & DecisionsPorts['rotations'];
  readonly cycles: ApprovalsPorts['cycles'] & DecisionsPorts['cycles'];
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
}

/** Where technicians decide, see what became of it, and take approvals back. */
export function approvalsApp(settings: PortalSettings, ports: ApprovalsAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  app.get(
    '/a/:locator',
    signedIn(settings, (c, visitor, { locator }) => openApprovalsLink(c, settings, ports, visitor, locator)),
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
    signedIn(settings, (c, visitor, { cycleId }) => showDecisions(c, settings, ports, visitor, cycleId)),
  );
  app.post(
    '/cycles/:cycleId/decisions',
    submitted(
      settings,
      (c, visitor, form, { cycleId }) => takeWithdrawals(c, settings, ports, visitor, form, cycleId),
      { recent: true },
    ),
  );
  return app;
}
