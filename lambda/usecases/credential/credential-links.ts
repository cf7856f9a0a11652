import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
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
 * Whether a further link may be made: the answer of the last view got lost, or nobody opened the link in time. For a link that was
 * renewed already, the page shows the address of its successor again, since that answer may have got lost too.
 */
export function mayRenew(link: CredentialLink, now: Date): boolean {
  const { state } = link;
  if (state.status === 'revoked') return state.renewedAs !== undefined;
  if (link.number + 1 >= MOST_LINKS || now.getTime() > (link.expiresAt + RENEWABLE_SECONDS) * 1000) return false;
  return state.status === 'revealed' ? state.storedAt === undefined : isOver(link, now);
}
