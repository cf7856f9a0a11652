import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { asError } from '../../domain/as-error.ts';
import type { PendingSignIn } from '../../domain/sessions/session.ts';
import { type GoodSignIn, judgeSignIn } from '../../domain/sessions/sign-in-rules.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { noteSession } from '../access-notes.ts';
import { cookieNameOf, cookieOptions, hashOf, isSecret, randomSecret } from '../cookies.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { ownPath } from '../own-path.ts';
import { show } from '../pages.tsx';
import { portalApp } from '../portal-app.ts';
import type { SignInRefusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { sourceOf } from '../request-source.ts';
import { SESSION_SECONDS } from '../session.ts';
import { mayOpenForms, readable, submittedByAnybody } from '../signed-in.ts';
import { auditorActor, type ListedPerson, listedPerson, technicianActor, type Visitor } from '../visitor.ts';
import { browserFamilyOf } from './browser-family.ts';
import type { IdentityProvider, Person } from './identity-provider.ts';
import { signedOutPage } from './pages.tsx';
import { sessionsPage } from './sessions-page.tsx';

/** How long a person may take at Microsoft. */
const SIGN_IN_SECONDS = 600;

export interface SignInPorts {
  readonly sessions: SessionStore;
  readonly identityProvider: IdentityProvider;
}

/** Sign-in and sign-out of technicians and auditors. The only things that a GET writes are a pending sign-in and its session. */
export function signInApp(settings: PortalSettings, ports: SignInPorts): Hono<PortalEnvironment> {
  // These pages do not keep a session alive: looking at the list is no work.
  const app = portalApp(settings, { find: (hash, now) => ports.sessions.find(hash, now) });
  const signOut = submittedByAnybody(settings, (c) => endSession(c, settings, ports));
  app.get('/sign-in', (c) => beginSignIn(c, settings, ports));
  app.get('/sign-in/callback', (c) => completeSignIn(c, settings, ports));
  // Without a session there is nothing to end. The cookie stays: a foreign page that posts here must not sign anybody out.
  app.post('/sign-out', (c) => (c.get('visitor') === undefined ? show(c, settings, signedOutPage()) : signOut(c)));
  app.get(
    '/sessions',
    readable(settings, async (c, visitor) =>
      show(
        c,
        settings,
        sessionsPage(visitor, await ports.sessions.ofTechnician(visitor.session.objectId, settings.now())),
      ),
    ),
  );
  app.post(
    '/sessions/end',
    submittedByAnybody(settings, (c, visitor) => endAllSessions(c, settings, ports, visitor), {
      wantedPath: () => '/sessions',
    }),
  );
  return app;
}

async function beginSignIn(c: PortalContext, settings: PortalSettings, ports: SignInPorts): Promise<Response> {
  const wantedPath = ownPath(c.req.query('to'));
  if (c.req.method === 'HEAD') return c.body(null);
  const visitor = c.get('visitor');
  if (visitor !== undefined && mayOpenForms(settings, visitor)) return c.redirect(wantedPath, 303);
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
  const refused = (why: SignInRefusal) => refuse(c, settings, { kind: 'sign-in', why });
  if (state === undefined || pending === undefined) return refused({ kind: 'not-started-here' });
  const code = c.req.query('error');
  if (code !== undefined) return refused({ kind: 'microsoft-refused', code });
  const person = await redeem(c, settings, ports, state, pending);
  if (person === undefined) return refused({ kind: 'invalid-response' });
  const listed = listedPerson(settings.estate, person);
  if (listed === undefined) return refused({ kind: 'not-a-technician', person: nameOf(person) });
  const rules = { ...settings.estate.signIn, guestsMay: listed.role === 'auditor' };
  const signIn = judgeSignIn(person, rules, settings.now());
  if (typeof signIn === 'string') return refused({ kind: signIn, person: nameOf(person) });
  await startSession(c, settings, ports, { ...person, ...signIn }, actorOf(settings, listed));
  return c.redirect(ownPath(pending.wantedPath), 303);
}

const actorOf = ({ estate }: PortalSettings, listed: ListedPerson): Visitor['actor'] =>
  listed.role === 'technician' ? technicianActor(estate, listed.technician) : auditorActor(estate, listed.auditor);

const nameOf = ({ objectId, tenantId, name }: Person) => ({ objectId, tenantId, name });

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
    settings.reportFailure(asError(error, 'The sign-in failed'));
    return undefined;
  }
}

/** Every sign-in gets a new session id; the one before, if any, becomes invalid. */
async function startSession(
  c: PortalContext,
  settings: PortalSettings,
  { sessions }: SignInPorts,
  { objectId, tenantId, authenticatedAt, authenticationContexts }: Person & GoodSignIn,
  actor: Visitor['actor'],
): Promise<void> {
  const cookieName = cookieNameOf('session', settings.portalUrl);
  const before = getCookie(c, cookieName);
  if (isSecret(before)) await sessions.remove(hashOf(before));
  // First the record, then the session: nobody is signed in without one (R5).
  await noteSession(c, settings, 'session.started', actor);
  const id = randomSecret();
  const now = settings.now();
  const { address, userAgent } = sourceOf(c);
  await sessions.create(hashOf(id), {
    objectId,
    tenantId,
    name: actor.name,
    csrfToken: randomSecret(),
    authenticatedAt,
    authenticationContexts,
    startedAt: now,
    lastUsedAt: now,
    address,
    browser: browserFamilyOf(userAgent),
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
  });
  setCookie(c, cookieName, id, cookieOptions(settings.portalUrl, SESSION_SECONDS));
}

async function endSession(c: PortalContext, settings: PortalSettings, { sessions }: SignInPorts): Promise<Response> {
  const id = getCookie(c, cookieNameOf('session', settings.portalUrl));
  const visitor = c.get('visitor');
  if (visitor !== undefined) await noteSession(c, settings, 'session.ended', visitor.actor);
  if (isSecret(id)) await sessions.remove(hashOf(id));
  forgetBrowser(c, settings);
  return show(c, settings, signedOutPage());
}

async function endAllSessions(
  c: PortalContext,
  settings: PortalSettings,
  { sessions }: SignInPorts,
  { session, actor }: Visitor,
): Promise<Response> {
  await noteSession(c, settings, 'session.ended', actor);
  await sessions.removeAllOf(session.objectId);
  forgetBrowser(c, settings);
  return show(c, settings, signedOutPage(true));
}

/** Leaves nothing in the browser: neither our cookies nor a page that it may have kept. */
function forgetBrowser(c: PortalContext, settings: PortalSettings): void {
  for (const name of ['session', 'sign-in'] as const) {
    deleteCookie(c, cookieNameOf(name, settings.portalUrl), cookieOptions(settings.portalUrl, 0));
  }
  // Not "cookies": that would end sign-ins of other applications under the same domain.
  c.header('Clear-Site-Data', '"cache", "storage"');
  c.set('visitor', undefined);
}
