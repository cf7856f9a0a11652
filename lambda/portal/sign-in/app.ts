import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PendingSignIn } from '../../domain/sessions/session.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { noteRefused, noteSession } from '../access-notes.ts';
import { cookieNameOf, cookieOptions, hashOf, isSecret, randomSecret } from '../cookies.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { ownPath } from '../own-path.ts';
import { type Page, show } from '../pages.tsx';
import { portalApp } from '../portal-app.ts';
import { SESSION_SECONDS } from '../session.ts';
import { submitted } from '../signed-in.ts';
import { technicianOf } from '../visitor.ts';
import type { IdentityProvider, Person } from './identity-provider.ts';
import { notSignedInPage, signedOutPage, startAgainPage, unknownPersonPage } from './pages.tsx';

/** How long a person may take at Microsoft. */
const SIGN_IN_SECONDS = 600;

export interface SignInPorts {
  readonly sessions: SessionStore;
  readonly identityProvider: IdentityProvider;
}

/** Sign-in and sign-out of technicians. The only things that a GET writes are a pending sign-in and its session. */
export function signInApp(settings: PortalSettings, ports: SignInPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  const signOut = submitted(settings, (c) => endSession(c, settings, ports));
  app.get('/sign-in', (c) => beginSignIn(c, settings, ports));
  app.get('/sign-in/callback', (c) => completeSignIn(c, settings, ports));
  // Without a session there is nothing to end. The cookie stays: a foreign page that posts here must not sign anybody out.
  app.post('/sign-out', (c) => (c.get('visitor') === undefined ? show(c, settings, signedOutPage) : signOut(c)));
  return app;
}

async function beginSignIn(c: PortalContext, settings: PortalSettings, ports: SignInPorts): Promise<Response> {
  const wantedPath = ownPath(c.req.query('to'));
  if (c.req.method === 'HEAD') return c.body(null);
  if (c.get('visitor') !== undefined) return c.redirect(wantedPath, 303);
  const cookieName = cookieNameOf('sign-in', settings.portalUrl);
  // A second tab of the same browser shares the cookie, so that both sign-ins can come back.
  const cookie = getCookie(c, cookieName);
  const browser = isSecret(cookie) ? cookie : randomSecret();
  const secrets = { state: randomSecret(), nonce: randomSecret(), codeVerifier: randomSecret() };
  const address = await ports.identityProvider.begin(secrets, c.req.query('account') === 'choose');
  await ports.sessions.startSignIn(hashOf(secrets.state), {
    nonce: secrets.nonce,
    codeVerifier: secrets.codeVerifier,
    wantedPath,
    browserHash: hashOf(browser),
    expiresAt: new Date(settings.now().getTime() + SIGN_IN_SECONDS * 1000),
  });
  setCookie(c, cookieName, browser, cookieOptions(settings.portalUrl, SIGN_IN_SECONDS));
  return c.redirect(address.href, 303);
}

async function completeSignIn(c: PortalContext, settings: PortalSettings, ports: SignInPorts): Promise<Response> {
  if (c.req.method === 'HEAD') return c.body(null);
  const state = c.req.query('state');
  const pending = isSecret(state) ? await takePending(c, settings, ports, state) : undefined;
  if (state === undefined || pending === undefined) return refuse(c, settings, 'not-started-here', startAgainPage);
  const refusal = c.req.query('error');
  if (refusal !== undefined) return refuse(c, settings, 'microsoft-refused', notSignedInPage(refusal));
  const person = await redeem(c, settings, ports, state, pending);
  if (person === undefined) return refuse(c, settings, 'invalid-response', notSignedInPage('invalid_response'));
  const technician = person.guest ? undefined : technicianOf(settings.estate, person);
  if (technician === undefined) {
    return refuse(c, settings, person.guest ? 'guest' : 'not-a-technician', unknownPersonPage(person), person);
  }
  await startSession(c, settings, ports, person, technician.name);
  return c.redirect(ownPath(pending.wantedPath), 303);
}

/** Records a sign-in that comes to nothing. @param person  who signed in at Microsoft, if anybody did */
async function refuse(
  c: PortalContext,
  settings: PortalSettings,
  reason: string,
  page: Page,
  person?: Person,
): Promise<Response> {
  const evidence =
    person === undefined ? {} : { evidence: { detail: `object id ${person.objectId}, tenant id ${person.tenantId}` } };
  await noteRefused(c, settings, { action: 'sign-in.refused', reason, ...evidence });
  return show(c, settings, page);
}

const technicianActor = ({ objectId, tenantId }: Person, name: string) =>
  ({ kind: 'technician', objectId, tenantId, name }) as const;

/** The sign-in that this browser started, once. */
async function takePending(
  c: PortalContext,
  settings: PortalSettings,
  { sessions }: SignInPorts,
  state: string,
): Promise<PendingSignIn | undefined> {
  const browser = getCookie(c, cookieNameOf('sign-in', settings.portalUrl));
  if (!isSecret(browser)) return undefined;
  const now = settings.now();
  const pending = await sessions.takeSignIn(hashOf(state), now);
  if (pending === undefined || pending.expiresAt <= now) return undefined;
  return pending.browserHash === hashOf(browser) ? pending : undefined;
}

async function redeem(
  c: PortalContext,
  settings: PortalSettings,
  { identityProvider }: SignInPorts,
  state: string,
  { nonce, codeVerifier }: PendingSignIn,
): Promise<Person | undefined> {
  try {
    return await identityProvider.complete(new URL(c.req.url).search.slice(1), { state, nonce, codeVerifier });
  } catch (error) {
    settings.reportFailure(error instanceof Error ? error : new Error('The sign-in failed'));
    return undefined;
  }
}

/** Every sign-in gets a new session id; the one before, if any, becomes invalid. */
async function startSession(
  c: PortalContext,
  settings: PortalSettings,
  { sessions }: SignInPorts,
  person: Person,
  name: string,
): Promise<void> {
  const cookieName = cookieNameOf('session', settings.portalUrl);
  const before = getCookie(c, cookieName);
  if (isSecret(before)) await sessions.remove(hashOf(before));
  // First the record, then the session: nobody is signed in without one (R5).
  await noteSession(c, settings, 'session.started', technicianActor(person, name));
  const id = randomSecret();
  await sessions.create(hashOf(id), {
    objectId: person.objectId,
    tenantId: person.tenantId,
    name,
    csrfToken: randomSecret(),
    expiresAt: new Date(settings.now().getTime() + SESSION_SECONDS * 1000),
  });
  setCookie(c, cookieName, id, cookieOptions(settings.portalUrl, SESSION_SECONDS));
}

async function endSession(c: PortalContext, settings: PortalSettings, { sessions }: SignInPorts): Promise<Response> {
  const cookieName = cookieNameOf('session', settings.portalUrl);
  const id = getCookie(c, cookieName);
  const visitor = c.get('visitor');
  if (visitor !== undefined) await noteSession(c, settings, 'session.ended', visitor.actor);
  if (isSecret(id)) await sessions.remove(hashOf(id));
  deleteCookie(c, cookieName, cookieOptions(settings.portalUrl, 0));
  c.set('visitor', undefined);
  return show(c, settings, signedOutPage);
}
