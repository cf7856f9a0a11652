import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { SessionStore } from '../ports/sessions.ts';
import { cookieNameOf, hashOf, isSecret } from './cookies.ts';
import type { PortalEnvironment, PortalSettings } from './environment.ts';
import { visitorOf } from './visitor.ts';

/** A session ends after a working day, even while it is used. */
export const SESSION_SECONDS = 8 * 60 * 60;

/**
 * Finds the signed-in technician, and sets `visitor` where there is one.
 * Without a session cookie no table is read: a mail scanner that follows a link costs nothing and learns nothing.
 */
export function session(
  settings: PortalSettings,
  sessions: Pick<SessionStore, 'find'>,
): MiddlewareHandler<PortalEnvironment> {
  const cookieName = cookieNameOf('session', settings.portalUrl);
  return async (c, next) => {
    const id = getCookie(c, cookieName);
    const now = settings.now();
    const found = isSecret(id) ? await sessions.find(hashOf(id), now) : undefined;
    // The table's time to live may be days late, so the end of a session is checked here too.
    if (found !== undefined && found.expiresAt > now) c.set('visitor', visitorOf(settings.estate, found));
    await next();
  };
}
