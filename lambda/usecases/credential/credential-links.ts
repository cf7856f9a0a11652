import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { ActingTechnician } from '../facts.ts';

/** A link is for one technician: nobody else learns that it exists, but those who may pass it on. */
export const isFor = (link: CredentialLink, by: ActingTechnician): boolean =>
  link.recipientObjectId === by.actor.objectId;

/** When a link that is made now expires, in seconds since 1970. */
export const linkExpiry = (now: Date, { approvals }: Pick<Estate, 'approvals'>): number =>
  Math.floor(now.getTime() / 1000) + approvals.linkHours * 3600;

/**
 * Links that replaced one another are one chain, whose newest link alone may show the password or be renewed. What is done about an
 * older one is done about the newest.
 *
 * @returns the newest link of the chain that this one belongs to
 */
export async function newestOf(
  links: Pick<LinkStore, 'findCredential'>,
  link: CredentialLink,
): Promise<CredentialLink> {
  const { state } = link;
  const successor =
    state.status === 'revoked' && state.renewedAs !== undefined
      ? await links.findCredential(state.renewedAs)
      : undefined;
  return successor === undefined ? link : newestOf(links, successor);
}
