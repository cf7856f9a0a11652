import { noteRefused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { readForm } from './form-guard.ts';
import { refusedFormPage, signInPage } from './notices.tsx';
import { ownPath } from './own-path.ts';
import { show } from './pages.tsx';
import type { Visitor } from './visitor.ts';

type Answer = Response | Promise<Response>;

/** A page for technicians; everybody else gets the sign-in page, before anything is looked up. */
export function signedIn(settings: PortalSettings, answer: (c: PortalContext, visitor: Visitor) => Answer) {
  return (c: PortalContext): Answer => {
    const visitor = c.get('visitor');
    return visitor === undefined ? show(c, settings, signInPage(wantedPathOf(c))) : answer(c, visitor);
  };
}

/**
 * Acts on a form that a technician sent from our own page.
 * @param wantedPath  where to go after signing in, if the sender is not signed in; the form's own path if left out
 */
export function submitted(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor, form: ReadonlyMap<string, string>) => Answer,
  wantedPath: (c: PortalContext) => string = wantedPathOf,
) {
  return async (c: PortalContext): Promise<Response> => {
    const visitor = c.get('visitor');
    if (visitor === undefined) {
      await noteRefused(c, settings, { action: 'form.refused', reason: 'not-signed-in' });
      return show(c, settings, signInPage(wantedPath(c), true));
    }
    const form = await readForm(c, visitor, settings.portalUrl);
    if (typeof form !== 'string') return answer(c, visitor, form);
    await noteRefused(c, settings, { action: 'form.refused', reason: form, who: visitor.actor });
    return show(c, settings, refusedFormPage(form));
  };
}

function wantedPathOf(c: PortalContext): string {
  const { pathname, search } = new URL(c.req.url);
  return ownPath(`${pathname}${search}`);
}
