import { Hono } from 'hono';
import { serveAsset } from './assets/serve-asset.ts';
import type { PortalEnvironment, PortalSettings } from './environment.ts';
import { notFoundPage, signInPage, unavailablePage } from './notices.tsx';
import { show } from './pages.tsx';
import { securityHeaders } from './security-headers.ts';
import { type SessionReader, session } from './session.ts';

/** What the three functions of the portal have in common: headers, the visitor's session, and pages for errors. */
export function portalApp(settings: PortalSettings, sessions: SessionReader): Hono<PortalEnvironment> {
  const app = new Hono<PortalEnvironment>();
  app.use(securityHeaders(settings.portalUrl));
  // Before the session: assets are public, and need no read of the table.
  app.get('/assets/:file', serveAsset);
  app.use(session(settings, sessions));
  app.notFound((c) => show(c, settings, c.get('visitor') === undefined ? signInPage('/') : notFoundPage));
  app.onError((error, c) => {
    settings.reportFailure(error);
    return show(c, settings, unavailablePage);
  });
  return app;
}
