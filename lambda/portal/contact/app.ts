import { Hono } from 'hono';
import type { ContactLink } from '../../domain/contact/contact-link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { oneLine } from '../../domain/text/printable.ts';
import type { ContactStore } from '../../ports/contact.ts';
import type { LinkVerifier } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { stopResets } from '../../usecases/contact/stop-resets.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { readUnprovenForm } from '../form-guard.ts';
import { pathParametersOf } from '../path-parameters.ts';
import type { LinkRefusal } from '../refusal.ts';
import { sourceOf } from '../request-source.ts';
import { securityHeaders } from '../security-headers.ts';
import {
  deadContactPage,
  LONGEST_CONTACT_REASON,
  refusedContactPage,
  showContact,
  stopForm,
  stoppedPage,
  unavailableContactPage,
} from './contact-page.tsx';

export interface ContactAppPorts {
  readonly verifier: LinkVerifier;
  readonly contacts: Pick<ContactStore, 'find' | 'standing' | 'stop'>;
  readonly messageQueue: MessageQueue;
}

/**
 * The page of a customer's contact. There is no sign-in: what lets somebody in is the signed link, and all that it opens is a form that
 * stops resets. Looking at it changes nothing (R7); a form must come from the page itself, with its box ticked.
 */
export function contactApp(settings: PortalSettings, ports: ContactAppPorts): Hono<PortalEnvironment> {
  const app = new Hono<PortalEnvironment>();
  app.use(securityHeaders(settings.portalUrl));
  app.get('/n/:locator', async (c) => {
    const link = await foundBy(c, settings, ports);
    if (link === undefined) return showContact(c, settings, deadContactPage);
    const standing = await ports.contacts.standing(link);
    if (standing !== undefined) return showContact(c, settings, stoppedPage(settings, link, standing));
    // Without it the browser would not say where the form comes from.
    c.set('holdsForm', true);
    return showContact(c, settings, stopForm(settings, link));
  });
  app.post('/n/:locator', async (c) => {
    const link = await foundBy(c, settings, ports);
    if (link === undefined) return showContact(c, settings, deadContactPage);
    const form = await readUnprovenForm(c, settings.portalUrl);
    if (typeof form === 'string') {
      const evidence = { linkFingerprint: fingerprintOf(link.linkId) };
      await noteRefused(c, settings, { action: 'form.refused', reason: form, evidence });
      return showContact(c, settings, refusedContactPage);
    }
    const written = oneLine(form.get('reason') ?? '', LONGEST_CONTACT_REASON).trim();
    if (form.get('confirm') !== 'yes') {
      c.set('holdsForm', true);
      return showContact(c, settings, stopForm(settings, link, { written }));
    }
    const how = await stopResets(
      { ...ports, now: settings.now },
      link,
      written === '' ? undefined : written,
      sourceOf(c),
    );
    if (how === 'lifted') {
      const evidence = { linkFingerprint: fingerprintOf(link.linkId) };
      await noteRefused(c, settings, { action: 'command.refused', reason: 'stop-ended', evidence });
    }
    return showContact(c, settings, stoppedPage(settings, link, how));
  });
  app.notFound((c) => showContact(c, settings, deadContactPage));
  app.onError((error, c) => {
    settings.reportFailure(error);
    return showContact(c, settings, unavailableContactPage);
  });
  return app;
}

/**
 * The link that an address leads to, if it works: signed by us for this purpose, not over, on record, and still that of the tenant's
 * contact. The signature is checked before any table is read. Every refusal is recorded, or counted.
 */
async function foundBy(
  c: PortalContext,
  settings: PortalSettings,
  { verifier, contacts }: ContactAppPorts,
): Promise<ContactLink | undefined> {
  const locator = pathParametersOf(c)?.locator;
  const verified = locator === undefined ? undefined : await verifier.verify('contact', locator, settings.now());
  if (verified === undefined) return refused(c, settings, 'forged-or-expired');
  const link = await contacts.find(verified.linkId);
  if (link === undefined) return refused(c, settings, 'unknown', verified.linkId);
  const contact = settings.estate.tenants.find(({ tenantId }) => tenantId === link.tenantId)?.contact;
  const isTheirs = contact !== undefined && fingerprintOf(contact.mail) === link.mailFingerprint;
  return isTheirs ? link : refused(c, settings, 'foreign', verified.linkId);
}

async function refused(
  c: PortalContext,
  settings: PortalSettings,
  reason: LinkRefusal,
  linkId?: string,
): Promise<undefined> {
  const evidence = linkId === undefined ? {} : { evidence: { linkFingerprint: fingerprintOf(linkId) } };
  await noteRefused(c, settings, { action: 'link.refused', reason, ...evidence });
  return undefined;
}
