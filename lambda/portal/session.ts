import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { WebSession } from '../domain/sessions/session.ts';
import type { SessionStore } from '../ports/sessions.ts';
import { cookieNameOf, hashOf, isSecret } from './cookies.ts';
import type { PortalEnvironment, PortalSettings } from './environment.ts';
import { visitorOf } from './visitor.ts';

/** A session ends after a working day, even while it is used. */
export const SESSION_SECONDS = 8 * 60 * 60;

/** A use is noted once in a tenth of the idle limit: so much earlier than the limit says may a session end. */
const NOTED_PER_LIMIT = 10;

/** `noteUse` left out: these pages do not keep a session alive. */
export type SessionReader = Pick<SessionStore, 'find'> & Partial<Pick<SessionStore, 'noteUse'>>;

/**
 * Finds the signed-in technician, and sets `visitor` where there is one.
 * Without a session cookie no table is read: a mail scanner that follows a link costs nothing and learns nothing.
 */
export function session(settings: PortalSettings, sessions: SessionReader): MiddlewareHandler<PortalEnvironment> {
  const cookieName = cookieNameOf('session', settings.portalUrl);
  const idleMs = settings.estate.signIn.idleMinutes * 60_000;
  return async (c, next) => {
    const id = getCookie(c, cookieName);
    const now = settings.now();
    const found = isSecret(id) ? await sessions.find(hashOf(id), now) : undefined;
    if (isSecret(id) && found !== undefined && isAlive(found, now, idleMs)) {
      const visitor = visitorOf(settings.estate, found);
      c.set('visitor', visitor);
      if (visitor !== undefined && now.getTime() - found.lastUsedAt.getTime() > idleMs / NOTED_PER_LIMIT) {
        await sessions.noteUse?.(hashOf(id), now).catch(settings.reportFailure);
      }
    }
    await next();
  };
}

/** The table's time to live may be days late, so the end of a session is checked here too. */
const isAlive = ({ expiresAt, lastUsedAt }: WebSession, now: Date, idleMs: number): boolean =>
  expiresAt > now && now.getTime() - lastUsedAt.getTime() < idleMs;
