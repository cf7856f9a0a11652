import { Hono } from 'hono';
import { type ApprovalsAppPorts, approvalsApp } from '../../../lambda/portal/approvals/app.ts';
import { type CyclesAppPorts, cyclesApp } from '../../../lambda/portal/cycles/app.ts';
import type { PortalEnvironment, PortalSettings } from '../../../lambda/portal/environment.ts';

/** The pages of the functions `approvals` and `portal` at one place, as people see them. */
export function wholePortal(
  settings: PortalSettings,
  ports: ApprovalsAppPorts & CyclesAppPorts,
): Hono<PortalEnvironment> {
  const decisions = approvalsApp(settings, ports);
  const others = cyclesApp(settings, ports);
  const whole = new Hono<PortalEnvironment>();
  for (const path of ['/a/:locator', '/cycles/:cycleId/approvals', '/cycles/:cycleId/decisions']) {
    whole.all(path, (c) => decisions.fetch(c.req.raw, c.env));
  }
  return whole.all('*', (c) => others.fetch(c.req.raw, c.env));
}
