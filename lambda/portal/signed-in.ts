import type { PortalContext, PortalSettings } from './environment.ts';
import { readForm } from './form-guard.ts';
import { notFoundPage, signInPage } from './notices.tsx';
import { ownPath } from './own-path.ts';
import { show } from './pages.tsx';
import { isLinkPath, type PathParameters, pathParametersOf } from './path-parameters.ts';
import { refuse } from './refuse.ts';
import type { Visitor } from './visitor.ts';

type Answer = Response | Promise<Response>;

/** A page for technicians; everybody else gets the sign-in page, before anything is looked up. */
export function signedIn(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor, parameters: PathParameters) => Answer,
) {
  return (c: PortalContext): Answer => {
    const visitor = c.get('visitor');
    if (visitor === undefined) return show(c, settings, signInPage(wantedPathOf(c)));
    const parameters = pathParametersOf(c);
    return parameters === undefined ? nothingThere(c, settings) : answer(c, visitor, parameters);
  };
}

/**
 * Acts on a form that a technician sent from our own page.
 * @param wantedPath  where to go after signing in, if the sender is not signed in; the form's own path if left out
 */
export function submitted(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor, form: ReadonlyMap<string, string>, parameters: PathParameters) => Answer,
  wantedPath: (c: PortalContext) => string = wantedPathOf,
) {
  return async (c: PortalContext): Promise<Response> => {
    const visitor = c.get('visitor');
    if (visitor === undefined) return show(c, settings, signInPage(wantedPath(c), true));
    const parameters = pathParametersOf(c);
    if (parameters === undefined) return nothingThere(c, settings);
    const form = await readForm(c, visitor, settings.portalUrl);
    return typeof form === 'string'
      ? refuse(c, settings, { kind: 'form', why: form })
      : answer(c, visitor, form, parameters);
  };
}

const nothingThere = (c: PortalContext, settings: PortalSettings): Answer =>
  isLinkPath(c) ? refuse(c, settings, { kind: 'link' }) : show(c, settings, notFoundPage);

function wantedPathOf(c: PortalContext): string {
  const { pathname, search } = new URL(c.req.url);
  return ownPath(`${pathname}${search}`);
}
