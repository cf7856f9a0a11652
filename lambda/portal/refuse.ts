import { fingerprintOf } from '../domain/identifiers.ts';
import { noteRefused, type Refused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { deadLinkPage, oldSignInPage, refusedFormPage } from './notices.tsx';
import { type Page, show } from './pages.tsx';
import type { Refusal, SignInRefusal } from './refusal.ts';
import { refusedSignInPage } from './sign-in/refused-pages.tsx';

/**
 * Refuses what a visitor asked for: it is recorded before it is shown.
 * @param page  what the visitor sees; what there is for such a refusal if left out
 */
export async function refuse(
  c: PortalContext,
  settings: PortalSettings,
  refusal: Refusal,
  page: Page = pageFor(refusal, settings),
): Promise<Response> {
  await noteRefused(c, settings, { ...recordOf(refusal), who: c.get('visitor')?.actor });
  return show(c, settings, page);
}

function recordOf(refusal: Refusal): Omit<Refused, 'who'> {
  switch (refusal.kind) {
    case 'form':
      return { action: 'form.refused', reason: refusal.why };
    case 'link': {
      const { why, linkId } = refusal;
      const evidence = linkId === undefined ? {} : { evidence: { linkFingerprint: fingerprintOf(linkId) } };
      return { action: 'link.refused', reason: why, ...evidence };
    }
    case 'old-sign-in':
      return { action: 'form.refused', reason: refusal.kind };
    case 'sign-in':
      return { action: 'sign-in.refused', reason: refusal.why.kind, ...personIn(refusal.why) };
  }
}

/** By ids: a name is what the person chose. */
const personIn = (why: SignInRefusal): Pick<Refused, 'evidence'> =>
  'person' in why ? { evidence: { detail: `object id ${why.person.objectId}, tenant id ${why.person.tenantId}` } } : {};

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
