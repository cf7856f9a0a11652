import { fingerprintOf } from '../domain/identifiers.ts';
import { noteRefused, type Refused } from './access-notes.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { deadLinkPage, notFoundPage, oldSignInPage, refusedFormPage, signInPage } from './notices.tsx';
import { type Page, show } from './pages.tsx';
import type { NamedPerson, Refusal } from './refusal.ts';
import { refusedSignInPage } from './sign-in/refused-pages.tsx';

/** Every request that is refused as a whole passes here: it is recorded before its page is shown. */
export async function refuse(c: PortalContext, settings: PortalSettings, refusal: Refusal): Promise<Response> {
  await noteRefused(c, settings, { ...recordOf(refusal), who: c.get('visitor')?.actor });
  return show(c, settings, pageFor(refusal, settings));
}

function recordOf(refusal: Refusal): Pick<Refused, 'action' | 'reason' | 'evidence'> {
  switch (refusal.kind) {
    case 'form':
      return { action: 'form.refused', reason: refusal.why };
    case 'not-signed-in':
    case 'old-sign-in':
      return { action: 'form.refused', reason: refusal.kind };
    case 'no-such-approvals':
      return { action: 'approval.refused', reason: refusal.kind };
    case 'link': {
      const { why: reason, linkId } = refusal;
      const evidence = linkId === undefined ? {} : { evidence: { linkFingerprint: fingerprintOf(linkId) } };
      return { action: 'link.refused', reason, ...evidence };
    }
    case 'sign-in': {
      const { why } = refusal;
      const reason = why.kind === 'shortcoming' ? why.shortcoming : why.kind;
      return { action: 'sign-in.refused', reason, ...('person' in why ? idsOf(why.person) : {}) };
    }
  }
}

/** Ids only: a stranger chose the name. */
const idsOf = ({ objectId, tenantId }: NamedPerson) => ({
  evidence: { detail: `object id ${objectId}, tenant id ${tenantId}` },
});

function pageFor(refusal: Refusal, { estate: { signIn } }: PortalSettings): Page {
  switch (refusal.kind) {
    case 'form':
      return refusedFormPage(refusal.why);
    case 'not-signed-in':
      return signInPage(refusal.wantedPath, true);
    case 'old-sign-in':
      return oldSignInPage(refusal.wantedPath, true);
    case 'no-such-approvals':
      return notFoundPage;
    case 'link':
      return deadLinkPage;
    case 'sign-in':
      return refusedSignInPage(refusal.why, signIn);
  }
}
