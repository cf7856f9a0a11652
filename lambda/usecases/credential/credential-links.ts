import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { ActingTechnician } from '../facts.ts';

/** A link is for one technician: nobody else learns that it exists. */
export const isFor = (link: CredentialLink, by: ActingTechnician): boolean =>
  link.recipientObjectId === by.actor.objectId;

export const isOver = (link: CredentialLink, now: Date): boolean => link.expiresAt * 1000 <= now.getTime();

/** When a link that is made now expires, in seconds since 1970. */
export const linkExpiry = (now: Date, { approvals }: Pick<Estate, 'approvals'>): number =>
  Math.floor(now.getTime() / 1000) + approvals.linkHours * 3600;

/** Links that are made for one rotation at most, including the first. */
export const MOST_LINKS = 3;

/** How long after its expiry a link may be renewed: a week for people who were away, not for ever. */
const RENEWABLE_SECONDS = 7 * 86_400;

/**
 * Whether a further link may be made in place of this one, which is the newest of its rotation: the answer of the last view got lost,
 * or nobody opened the link in time. One that was reported is the last of its rotation.
 */
export function mayRenew(link: CredentialLink, now: Date): boolean {
  const { state } = link;
  if (state.status === 'revoked') return false;
  if (link.number + 1 >= MOST_LINKS || now.getTime() > (link.expiresAt + RENEWABLE_SECONDS) * 1000) return false;
  return state.status === 'revealed' ? state.storedAt === undefined : isOver(link, now);
}

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

/** Whether the chain was reported: its newest link is revoked, and nothing takes its place. */
export const isReported = ({ state }: CredentialLink): boolean =>
  state.status === 'revoked' && state.renewedAs === undefined;
