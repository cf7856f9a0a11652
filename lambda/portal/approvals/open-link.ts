import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { refuse } from '../refuse.ts';
import type { TechnicianVisitor } from '../visitor.ts';

export interface ApprovalsLinkPorts {
  readonly verifier: LinkVerifier;
  readonly links: Pick<LinkStore, 'findApprovals'>;
}

/** Leads the recipient of an approvals link to the approvals. Signature and expiry are checked before any table is read. */
export async function openApprovalsLink(
  c: PortalContext,
  settings: PortalSettings,
  { verifier, links }: ApprovalsLinkPorts,
  visitor: TechnicianVisitor,
  address: string | undefined,
): Promise<Response> {
  const locator = await verifier.verify('approvals', address ?? '', settings.now());
  if (locator === undefined) return refuse(c, settings, { kind: 'link', why: 'forged-or-expired' });
  const { linkId } = locator;
  const link = await links.findApprovals(linkId);
  if (link === undefined) return refuse(c, settings, { kind: 'link', why: 'unknown', linkId });
  if (link.recipientObjectId !== visitor.technician.objectId) {
    return refuse(c, settings, { kind: 'link', why: 'foreign', linkId });
  }
  return c.redirect(`/cycles/${link.cycleId}/approvals`, 303);
}
