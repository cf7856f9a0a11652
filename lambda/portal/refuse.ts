import { routePath } from 'hono/route';
import type { PortalContext, PortalSettings } from './environment.ts';
import { deadLinkPage, oldSignInPage, refusedFormPage } from './notices.tsx';
import { type Page, show } from './pages.tsx';
import type { Refusal } from './refusal.ts';
import { sourceOf } from './request-source.ts';
import { refusedSignInPage } from './sign-in/refused-pages.tsx';

/** Every refusal passes here: it is noted before it is shown. */
export async function refuse(c: PortalContext, settings: PortalSettings, refusal: Refusal): Promise<Response> {
  try {
    await settings.noteRefusal({ refusal, actor: c.get('visitor')?.actor, source: sourceOf(c), route: routePath(c) });
  } catch (error) {
    settings.reportFailure(error instanceof Error ? error : new Error('A refusal could not be noted'));
  }
  return show(c, settings, pageFor(refusal, settings));
}

function pageFor(refusal: Refusal, { estate: { signIn } }: PortalSettings): Page {
  switch (refusal.kind) {
    case 'form':
      return refusedFormPage(refusal.why);
    case 'link':
      return deadLinkPage;
    case 'old-sign-in':
      return oldSignInPage(refusal.wantedPath, true);
    case 'sign-in':
      return refusedSignInPage(refusal.why, signIn);
  }
}
