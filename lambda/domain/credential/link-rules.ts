import { decidesFor, isOwnAccount } from '../accounts/own-accounts.ts';
import type { NamedTenant, TechnicianRules } from '../rotation/approval.ts';
import type { CredentialLink } from './link.ts';

/** Whether it is too late to open a link. */
export const isOver = (link: Pick<CredentialLink, 'expiresAt'>, now: Date): boolean =>
  link.expiresAt * 1000 <= now.getTime();

/** How often the password of one rotation is shown at most: the first link, and those that renew it. */
export const MOST_VIEWS = 3;

/** How long after its expiry a link may be renewed: a week for people who were away, not for ever. */
const RENEWABLE_SECONDS = 7 * 86_400;

/** How often one grant may be handed over: from hand to hand without end is a mistake, or an attempt to hide something. */
export const MOST_HAND_OVERS = 10;

/**
 * Whether a further link may be made in place of this one, which is the newest of its rotation: the answer of the last view got lost,
 * or nobody opened the link in time. One that was reported is the last of its rotation.
 */
export function mayRenew(link: CredentialLink, now: Date): boolean {
  const { state } = link;
  if (state.status === 'revoked' || !hasRenewals(link, now)) return false;
  return state.status === 'revealed' ? state.storedAt === undefined : isOver(link, now);
}

const hasRenewals = ({ number, expiresAt }: CredentialLink, now: Date): boolean =>
  number + 1 < MOST_VIEWS && now.getTime() <= (expiresAt + RENEWABLE_SECONDS) * 1000;

/** Whether the chain of links was reported: its newest link is revoked, and nothing takes its place. */
export const isReported = ({ state }: CredentialLink): boolean =>
  state.status === 'revoked' && state.renewedAs === undefined && state.supersededBy === undefined;

/**
 * Whether a grant may be passed on: nobody has opened it. One that has expired is renewed with it, so that it must be renewable; one whose
 * recipient has asked for a further link waits for another technician's word.
 */
export function mayBeHandedOver(link: CredentialLink, now: Date): boolean {
  const { state, handOvers = 0 } = link;
  if (state.status !== 'ready' || state.askedAt !== undefined || handOvers >= MOST_HAND_OVERS) return false;
  return !isOver(link, now) || mayRenew(link, now);
}

/**
 * Whether a technician may have the password of an account: one who decides for the tenant and does not own the account. Who could take
 * over an own account alone would need nobody's approval any more; the owner gets the password from the vault.
 */
export const mayCollect = (
  technician: TechnicianRules,
  link: Pick<CredentialLink, 'accountId' | 'userPrincipalName'>,
  tenant: NamedTenant,
): boolean =>
  decidesFor(technician, tenant) &&
  !isOwnAccount(technician, { id: link.accountId, userPrincipalName: link.userPrincipalName }, tenant);

/** Whether a link's recipient has left, as far as its tenant goes: is no technician any more, or does not decide for the tenant. */
export const isAbandoned = (
  link: Pick<CredentialLink, 'recipientObjectId'>,
  tenant: NamedTenant,
  technicians: readonly TechnicianRules[],
): boolean => {
  const recipient = technicians.find(({ objectId }) => objectId === link.recipientObjectId);
  return recipient === undefined || !decidesFor(recipient, tenant);
};

/** A last call is made when this part of a link's life is left. */
const LAST_PART = 1 / 4;

/**
 * Whether nobody has opened a link that will soon be over.
 * @param linkHours  how long a link works
 */
export function needsLastCall(link: CredentialLink, linkHours: number, now: Date): boolean {
  const left = link.expiresAt - now.getTime() / 1000;
  return link.state.status === 'ready' && left > 0 && left <= linkHours * 3600 * LAST_PART;
}
