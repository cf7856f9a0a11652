import type { CredentialLink } from '../../domain/credential/link.ts';
import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import { isSecondPerson, type SecondPersonPorts } from '../../usecases/credential/second-person.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import type { PortalSettings } from '../environment.ts';
import type { Refusal } from '../refusal.ts';
import type { TechnicianVisitor } from '../visitor.ts';

export interface FindLinkPorts extends Pick<SecondPersonPorts, 'rotations'> {
  readonly verifier: LinkVerifier;
  readonly links: Pick<LinkStore, 'findCredential'>;
}

/** `second-person`: its recipient asked for a further link, and this visitor may agree. */
export interface FoundLink {
  readonly kind: 'recipient' | 'second-person';
  readonly link: CredentialLink;
}

/**
 * The link that an address leads to, if it is for this visitor. The signature is checked before any table is read, but not the expiry:
 * its recipient sees that the link has expired, and may ask for a new one.
 */
export async function findLink(
  { estate }: PortalSettings,
  { verifier, links, rotations }: FindLinkPorts,
  visitor: TechnicianVisitor,
  by: ActingTechnician,
  address: string,
): Promise<FoundLink | Extract<Refusal, { kind: 'link' }>> {
  const beforeAnyExpiry = new Date(0);
  const locator = await verifier.verify('credential', address, beforeAnyExpiry);
  if (locator === undefined) return { kind: 'link', why: 'forged' };
  const { linkId } = locator;
  const link = await links.findCredential(linkId);
  if (link === undefined) return { kind: 'link', why: 'unknown', linkId };
  // A technician who does not decide for the tenant any more does not get its passwords either.
  if (!visitor.tenants.some(({ tenantId }) => tenantId === link.tenantId)) {
    return { kind: 'link', why: 'other-tenant', linkId };
  }
  if (link.recipientObjectId === visitor.actor.objectId) return { kind: 'recipient', link };
  const isSecond = await isSecondPerson({ rotations, estate }, by, link);
  return isSecond ? { kind: 'second-person', link } : { kind: 'link', why: 'foreign', linkId };
}
