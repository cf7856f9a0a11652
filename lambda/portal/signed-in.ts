import { standingOf } from '../domain/sessions/sign-in-rules.ts';
import { noteRefused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { readForm } from './form-guard.ts';
import { notFoundPage, oldSignInPage, signInPage } from './notices.tsx';
import { ownPath } from './own-path.ts';
import { show } from './pages.tsx';
import { isLinkPath, type PathParameters, pathParametersOf } from './path-parameters.ts';
import { refuse } from './refuse.ts';
import type { Visitor } from './visitor.ts';

type Answer = Response | Promise<Response>;

interface GuardOptions {
  /** Whether the sign-in must be recent and strong enough to decide and to see passwords. `false` if left out. */
  readonly recent?: boolean;
  /** Where to go after signing in; the request's own path if left out. */
  readonly wantedPath?: (c: PortalContext) => string;
}

/** A page for technicians; everybody else gets the sign-in page, before anything is looked up. */
export function signedIn(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Answer,
  { recent = false, wantedPath = wantedPathOf }: GuardOptions = {},
) {
  return (c: PortalContext): Answer => {
    const visitor = c.get('visitor');
    if (visitor === undefined) return show(c, settings, signInPage(wantedPath(c)));
    const parameters = pathParametersOf(c);
    if (parameters === undefined) return nothingThere(c, settings);
    if (recent && !mayOpenForms(settings, visitor)) return show(c, settings, oldSignInPage(wantedPath(c)));
    return answer(c, visitor, parameters);
  };
}

/** Acts on a form that a technician sent from our own page. */
export function submitted(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor, form: ReadonlyMap<string, string>, parameters: PathParameters) => Answer,
  { recent = false, wantedPath = wantedPathOf }: GuardOptions = {},
) {
  return async (c: PortalContext): Promise<Response> => {
    const visitor = c.get('visitor');
    if (visitor === undefined) {
      await noteRefused(c, settings, { action: 'form.refused', reason: 'not-signed-in' });
      return show(c, settings, signInPage(wantedPath(c), true));
    }
    const parameters = pathParametersOf(c);
    if (parameters === undefined) return nothingThere(c, settings);
    const form = await readForm(c, visitor, settings.portalUrl);
    if (typeof form === 'string') return refuse(c, settings, { kind: 'form', why: form });
    if (recent && standing(settings, visitor) === 'over') {
      return refuse(c, settings, { kind: 'old-sign-in', wantedPath: ownPath(wantedPath(c)) });
    }
    return answer(c, visitor, form, parameters);
  };
}

/** Whether a form that needs a recent sign-in may be shown to this visitor: it could still be sent in time. */
export const mayOpenForms = (settings: PortalSettings, visitor: Visitor): boolean =>
  standing(settings, visitor) === 'good';

const standing = ({ estate, now }: PortalSettings, { session }: Visitor) => standingOf(session, estate.signIn, now());

const nothingThere = (c: PortalContext, settings: PortalSettings): Answer =>
  isLinkPath(c) ? refuse(c, settings, { kind: 'link', why: 'forged' }) : show(c, settings, notFoundPage);

function wantedPathOf(c: PortalContext): string {
  const { pathname, search } = new URL(c.req.url);
  return ownPath(`${pathname}${search}`);
}
