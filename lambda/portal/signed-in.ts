import { standingOf } from '../domain/sessions/sign-in-rules.ts';
import { noteRefused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { type Fields, readForm } from './form-guard.ts';
import { type KeptForm, keptPage, shownAgain } from './kept-form.ts';
import { forTechniciansPage, notFoundPage, oldSignInPage, signInPage } from './notices.tsx';
import { ownPath } from './own-path.ts';
import { show } from './pages.tsx';
import { isLinkPath, type PathParameters, pathParametersOf } from './path-parameters.ts';
import { refuse } from './refuse.ts';
import type { TechnicianVisitor, Visitor } from './visitor.ts';

type Answer = Response | Promise<Response>;

interface GuardOptions {
  /** Whether the sign-in must be recent and strong enough to decide and to see passwords. `false` if left out. */
  readonly recent?: boolean;
  /** Where to go after signing in; the request's own path if left out. */
  readonly wantedPath?: (c: PortalContext) => string;
}

type Page<Who> = (c: PortalContext, visitor: Who, parameters: PathParameters) => Answer;

/** A page for technicians; everybody else gets the sign-in page, before anything is looked up, and auditors are told that it is not theirs. */
export const signedIn = (settings: PortalSettings, answer: Page<TechnicianVisitor>, options: GuardOptions = {}) =>
  guarded(
    settings,
    (c, visitor, parameters) =>
      visitor.role === 'technician' ? answer(c, visitor, parameters) : notForAuditors(c, settings),
    options,
  );

/** A page that auditors read too. It changes nothing, and what it lets a technician do it must not show to them. */
export const readable = (settings: PortalSettings, answer: Page<Visitor>) => guarded(settings, answer, {});

const guarded =
  (settings: PortalSettings, answer: Page<Visitor>, { recent = false, wantedPath = wantedPathOf }: GuardOptions) =>
  (c: PortalContext): Answer => {
    const visitor = c.get('visitor');
    if (visitor === undefined) return show(c, settings, signInPage(wantedPath(c)));
    const parameters = pathParametersOf(c);
    if (parameters === undefined) return nothingThere(c, settings);
    if (recent && visitor.role === 'technician' && !mayOpenForms(settings, visitor)) {
      return show(c, settings, oldSignInPage(wantedPath(c)));
    }
    return answer(c, visitor, parameters);
  };

interface FormOptions extends GuardOptions {
  /** Where the choices of the form are to outlive its session. */
  readonly kept?: KeptForm;
}

type Act<Who> = (c: PortalContext, visitor: Who, form: Fields, parameters: PathParameters) => Answer;

/** Acts on a form that a technician sent from our own page. One that an auditor sends is refused, whatever is in it, and recorded. */
export function submitted(
  settings: PortalSettings,
  answer: Act<TechnicianVisitor>,
  { recent = false, wantedPath = wantedPathOf, kept }: FormOptions = {},
) {
  return async (c: PortalContext): Promise<Response> => {
    const visitor = c.get('visitor');
    const parameters = pathParametersOf(c);
    if (visitor === undefined) {
      await noteRefused(c, settings, { action: 'form.refused', reason: 'not-signed-in' });
      const page = await keptPage(c, settings, kept, 'signed-out', parameters);
      return show(c, settings, page ?? signInPage(wantedPath(c), true));
    }
    if (visitor.role === 'auditor') return refuse(c, settings, { kind: 'form', why: 'auditors-only-read' });
    if (parameters === undefined) return nothingThere(c, settings);
    const form = await readForm(c, visitor, settings.portalUrl);
    if (typeof form === 'string' && (form !== 'wrong-token' || kept === undefined)) {
      return refuse(c, settings, { kind: 'form', why: form });
    }
    if (recent && standing(settings, visitor) === 'over') {
      const page = await keptPage(c, settings, kept, 'old-sign-in', parameters);
      return refuse(c, settings, { kind: 'old-sign-in', wantedPath: ownPath(wantedPath(c)) }, page);
    }
    if (typeof form !== 'string') return answer(c, visitor, form, parameters);
    const shown = kept === undefined ? undefined : await shownAgain(c, settings, kept, visitor, parameters);
    return shown ?? refuse(c, settings, { kind: 'form', why: form });
  };
}

/** Acts on a form about the visitor's own sessions: signing out is for everybody. */
export function submittedByAnybody(
  settings: PortalSettings,
  answer: (c: PortalContext, visitor: Visitor) => Answer,
  { wantedPath = wantedPathOf }: Pick<GuardOptions, 'wantedPath'> = {},
) {
  return async (c: PortalContext): Promise<Response> => {
    const visitor = c.get('visitor');
    if (visitor === undefined) {
      await noteRefused(c, settings, { action: 'form.refused', reason: 'not-signed-in' });
      return show(c, settings, signInPage(wantedPath(c), true));
    }
    const form = await readForm(c, visitor, settings.portalUrl);
    return typeof form === 'string' ? refuse(c, settings, { kind: 'form', why: form }) : answer(c, visitor);
  };
}

/** A link was made for a technician: whoever else opens it is refused as every other stranger to it. */
const notForAuditors = (c: PortalContext, settings: PortalSettings): Answer =>
  isLinkPath(c) ? refuse(c, settings, { kind: 'link', why: 'foreign' }) : show(c, settings, forTechniciansPage);

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
