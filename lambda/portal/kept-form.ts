import { noteRefused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { type Fields, readUnprovenForm } from './form-guard.ts';
import { type Page, show } from './pages.tsx';
import type { PathParameters } from './path-parameters.ts';
import type { TechnicianVisitor } from './visitor.ts';

/**
 * A form whose choices outlive the session in which they were made. Whoever must sign in (again) gets them back in a form that shows them
 * once more; nothing of them counts before it is sent again, with the token of the new session.
 */
export interface KeptForm {
  /**
   * For who is signed out, or not signed in recently enough. It shows nothing but what the form itself says.
   * @returns `undefined` when there is nothing worth keeping in it
   */
  readonly page: (fields: Fields, why: Lapse, parameters: PathParameters) => Page | undefined;
  /** For a technician who is signed in. It changes nothing, so it needs no token. `undefined`: there is nothing to show. */
  readonly again: (visitor: TechnicianVisitor, fields: Fields, parameters: PathParameters) => Promise<Page | undefined>;
}

export type Lapse = 'signed-out' | 'old-sign-in';

/** Field of a form that only asks to show its choices again. */
export const AGAIN = 'again';

/** @returns `undefined` when nothing is kept: the caller answers as for any other form */
export async function keptPage(
  c: PortalContext,
  settings: PortalSettings,
  kept: KeptForm | undefined,
  why: Lapse,
  parameters: PathParameters | undefined,
): Promise<Page | undefined> {
  if (kept === undefined || parameters === undefined) return undefined;
  const fields = await readUnprovenForm(c, settings.portalUrl);
  const page = typeof fields === 'string' ? undefined : kept.page(fields, why, parameters);
  if (page !== undefined) c.set('holdsForm', true);
  return page;
}

/**
 * Shows the choices of a form that has the token of another session, or none. A form that asks for that is no refusal.
 * @returns `undefined` when there is nothing to show
 */
export async function shownAgain(
  c: PortalContext,
  settings: PortalSettings,
  { again }: KeptForm,
  visitor: TechnicianVisitor,
  parameters: PathParameters,
): Promise<Response | undefined> {
  const fields = await readUnprovenForm(c, settings.portalUrl);
  const page = typeof fields === 'string' ? undefined : await again(visitor, fields, parameters);
  if (page === undefined || typeof fields === 'string') return undefined;
  if (fields.has(AGAIN)) return show(c, settings, page);
  await noteRefused(c, settings, { action: 'form.refused', reason: 'wrong-token', who: visitor.actor });
  return show(c, settings, { ...page, status: 403 });
}
