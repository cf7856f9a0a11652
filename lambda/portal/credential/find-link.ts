import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { LinkStore, LinkVerifier } from '../../ports/credential.ts';
import { isSecondPerson, type SecondPersonPorts } from '../../usecases/credential/second-person.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
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
 * The link that an address leads to, if it is for this visitor; otherwise the refusal is recorded. The signature is checked before any
 * table is read, but not the expiry: its recipient sees that the link has expired, and may ask for a new one.
 */
export async function findLink(
  c: PortalContext,
  settings: PortalSettings,
  ports: FindLinkPorts,
  visitor: Visitor,
  by: ActingTechnician,
): Promise<FoundLink | undefined> {
  const beforeAnyExpiry = new Date(0);
  const locator = await ports.verifier.verify('credential', c.req.param('locator') ?? '', beforeAnyExpiry);
  const link = locator === undefined ? undefined : await ports.links.findCredential(locator.linkId);
  const refuse = async (reason: string) => {
    const evidence = locator === undefined ? {} : { evidence: { linkFingerprint: fingerprintOf(locator.linkId) } };
    await noteRefused(c, settings, { action: 'link.refused', reason, who: visitor.actor, ...evidence });
    return undefined;
  };
  if (link === undefined) return refuse(locator === undefined ? 'forged' : 'unknown');
  // A technician who does not decide for the tenant any more does not get its passwords either.
  if (!visitor.tenants.some(({ tenantId }) => tenantId === link.tenantId)) return refuse('other-tenant');
  if (link.recipientObjectId === visitor.actor.objectId) return { link, visitorIs: 'recipient' };
  const isSecond = await isSecondPerson({ rotations: ports.rotations, estate: settings.estate }, by, link);
  return isSecond ? { link, visitorIs: 'second-person' } : refuse('foreign');
}
