import { fingerprintOf } from '../../domain/identifiers.ts';
import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { deadLinkPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { Visitor } from '../visitor.ts';

export interface ApprovalsLinkPorts {
  readonly verifier: LinkVerifier;
  readonly links: Pick<LinkStore, 'findApprovals'>;
}

/** Leads the recipient of an approvals link to the approvals. Signature and expiry are checked before any table is read. */
export async function openApprovalsLink(
  c: PortalContext,
  settings: PortalSettings,
  { verifier, links }: ApprovalsLinkPorts,
  visitor: Visitor,
): Promise<Response> {
  const locator = await verifier.verify('approvals', c.req.param('locator') ?? '', settings.now());
  const link = locator === undefined ? undefined : await links.findApprovals(locator.linkId);
  if (link !== undefined && link.recipientObjectId === visitor.technician.objectId) {
    return c.redirect(`/cycles/${link.cycleId}/approvals`, 303);
  }
  await noteRefused(c, settings, {
    action: 'link.refused',
    reason: locator === undefined ? 'forged-or-expired' : link === undefined ? 'unknown' : 'foreign',
    who: visitor.actor,
    ...(locator === undefined ? {} : { evidence: { linkFingerprint: fingerprintOf(locator.linkId) } }),
  });
  return show(c, settings, deadLinkPage);
}
