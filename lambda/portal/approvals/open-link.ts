import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { refuse } from '../refuse.ts';
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
  address: string | undefined,
): Promise<Response> {
  const locator = await verifier.verify('approvals', address ?? '', settings.now());
  const link = locator === undefined ? undefined : await links.findApprovals(locator.linkId);
  if (link === undefined || link.recipientObjectId !== visitor.technician.objectId)
    return refuse(c, settings, { kind: 'link' });
  return c.redirect(`/cycles/${link.cycleId}/approvals`, 303);
}
