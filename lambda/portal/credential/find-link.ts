import type { CredentialLink } from '../../domain/credential/link.ts';
import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import { isSecondPerson, type SecondPersonPorts } from '../../usecases/credential/second-person.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import type { PortalSettings } from '../environment.ts';
import type { LinkRefusal, Refusal } from '../refusal.ts';
import type { Visitor } from '../visitor.ts';

export interface FindLinkPorts extends Pick<SecondPersonPorts, 'rotations'> {
  readonly verifier: LinkVerifier;
  readonly links: Pick<LinkStore, 'findCredential'>;
}

export interface FoundLink {
  readonly link: CredentialLink;
  /** `second-person`: its recipient asked for a further link, and this visitor may agree. */
  readonly visitorIs: 'recipient' | 'second-person';
}

/**
 * The link that an address leads to, if it is for this visitor, or why not. The signature is checked before any table is read, but not
 * the expiry: its recipient sees that the link has expired, and may ask for a new one.
 */
export async function findLink(
  { estate }: PortalSettings,
  ports: FindLinkPorts,
  visitor: Visitor,
  by: ActingTechnician,
  address: string,
): Promise<FoundLink | { readonly refused: Refusal }> {
  const beforeAnyExpiry = new Date(0);
  const locator = await ports.verifier.verify('credential', address, beforeAnyExpiry);
  const refused = (why: LinkRefusal) => ({ refused: { kind: 'link', why, linkId: locator?.linkId } as const });
  if (locator === undefined) return refused('forged');
  const link = await ports.links.findCredential(locator.linkId);
  if (link === undefined) return refused('unknown');
  // A technician who does not decide for the tenant any more does not get its passwords either.
  if (!visitor.tenants.some(({ tenantId }) => tenantId === link.tenantId)) return refused('other-tenant');
  if (link.recipientObjectId === visitor.actor.objectId) return { link, visitorIs: 'recipient' };
  const isSecond = await isSecondPerson({ rotations: ports.rotations, estate }, by, link);
  return isSecond ? { link, visitorIs: 'second-person' } : refused('foreign');
}
