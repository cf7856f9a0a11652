import type { Hono } from 'hono';
import type { SessionStore } from '../../ports/sessions.ts';
import type { PortalEnvironment, PortalSettings } from '../environment.ts';
import { portalApp } from '../portal-app.ts';
import { type LinkPorts, linkRoutes } from './link-routes.ts';
import { passwordsRoutes } from './passwords-routes.ts';

export type CredentialAppPorts = LinkPorts & { readonly sessions: Pick<SessionStore, 'find' | 'noteUse'> };

/** "Passwords to collect", and the addresses of single credential links. */
export function credentialApp(settings: PortalSettings, ports: CredentialAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  passwordsRoutes(app, settings, ports);
  linkRoutes(app, settings, ports);
  return app;
}
