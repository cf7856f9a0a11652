import type { CredentialLink } from '../domain/link.ts';
import type { ActingTechnician } from './facts.ts';

/** A link is for one technician: nobody else learns that it exists. */
export const isFor = (link: CredentialLink, by: ActingTechnician): boolean =>
  link.recipientObjectId === by.actor.objectId;

export const isOver = (link: CredentialLink, now: Date): boolean => link.expiresAt * 1000 <= now.getTime();

/** A rotation's password can be handed out by this many links at most, the first included. */
export const MOST_LINKS = 3;

/** Whether a further link may be made: the last one was opened and its answer got lost, or nobody opened it in time. */
export const mayRenew = (link: CredentialLink, now: Date): boolean =>
  link.generation + 1 < MOST_LINKS &&
  (link.state.status === 'revealed'
    ? link.state.storedAt === undefined
    : link.state.status === 'ready' && isOver(link, now));
