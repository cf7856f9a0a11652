import type { Estate } from '../../../config/estate.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { isAbandoned, isOver, mayBeHandedOver, mayCollect } from '../../domain/credential/link-rules.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { mustNotDecide } from '../../domain/rotation/approval.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import { type RotationStore, StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { linkExpiry } from './credential-links.ts';
import { type TellLinkUsePorts, tell, tellLinkUse } from './tell-link-use.ts';

export interface HandOverPorts extends TellLinkUsePorts {
  readonly links: Pick<LinkStore, 'renew'>;
  readonly rotations: Pick<RotationStore, 'find'>;
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

export type HandedOver =
  | { readonly kind: 'handed-over'; readonly link: CredentialLink }
  | { readonly kind: 'refused'; readonly why: HandOverRefusal };

export type HandOverRefusal =
  /** The person who acts is neither its recipient nor a lead for the tenant, and its recipient has not left. */
  | 'not-yours'
  /** The other technician does not decide for the tenant, or has it already. */
  | 'not-theirs'
  /** It is, or may be, an account of the other technician's own. */
  | 'own-account'
  /** Somebody has opened it, it cannot be renewed any more, or it was handed over too often. */
  | 'not-open'
  /** It failed, or it is not known what became of it. */
  | 'failed';

/**
 * Passes a grant that nobody has opened to another technician who decides for the tenant and does not own the account. The old link is
 * dead; the new one, and the record, are made in the same transaction, so that of an opening and a hand-over at the same moment one wins.
 *
 * The recipient may do so, and a lead for the tenant, to somebody else than themselves. Where the recipient has left, whoever decides for
 * the tenant may take the grant over too. So the person who acts is never both the one who had the grant and the one who gets it.
 */
export async function handOver(
  ports: HandOverPorts,
  by: ActingTechnician,
  link: CredentialLink,
  toObjectId: string,
): Promise<HandedOver> {
  const { estate } = ports;
  const now = ports.now();
  const technicianOf = (id: string) => estate.technicians.find(({ objectId }) => objectId === id);
  const [acting, to] = [technicianOf(by.actor.objectId), technicianOf(toObjectId)];
  const tenant = estate.tenants.find(({ tenantId }) => tenantId === link.tenantId);
  if (acting === undefined || tenant === undefined || !decidesFor(acting, tenant)) return refused('not-yours');
  const left = isAbandoned(link, tenant, estate.technicians);
  const isRecipient = link.recipientObjectId === acting.objectId;
  if (!isRecipient && !acting.lead && !left) return refused('not-yours');
  if (to === undefined || !decidesFor(to, tenant) || to.objectId === link.recipientObjectId)
    return refused('not-theirs');
  if (to.objectId === acting.objectId && !left) return refused('not-theirs');
  const rotation = await ports.rotations.find(link);
  if (rotation === undefined || !mayBeHandedOver(link, now)) return refused('not-open');
  if (!mayCollect(to, link, tenant) || mustNotDecide(to, rotation, tenant) !== undefined) return refused('own-account');
  const from = recipientOf(link);
  const handed: CredentialLink = {
    ...link,
    linkId: ports.newLinkId(),
    expiresAt: linkExpiry(now, estate),
    recipientObjectId: to.objectId,
    recipientName: to.name,
    // One that has expired is renewed with it.
    number: link.number + (isOver(link, now) ? 1 : 0),
    handOvers: (link.handOvers ?? 0) + 1,
    state: { status: 'ready' },
  };
  const detail = `from ${from.name}${left ? ', who does not decide for this tenant any more,' : ''} to ${to.name}, by link ${fingerprintOf(handed.linkId)}`;
  try {
    await ports.links.renew(
      link,
      handed,
      factAboutLink(link, { action: 'link.handed-over', evidence: { detail }, by, component: 'credential-page', now }),
    );
  } catch (error) {
    if (error instanceof StaleState) return refused('not-open');
    throw error;
  }
  await tellLinkUse(ports, 'handed-over', by, handed, now, { to: to.name });
  return { kind: 'handed-over', link: handed };
}

/**
 * Hands several grants over, each by itself: one that fails takes no other with it (R9). The other technician gets the mail about passwords
 * to collect, if there was none yet in that cycle.
 */
export async function handOverEach(
  ports: HandOverPorts,
  by: ActingTechnician,
  links: readonly CredentialLink[],
  toObjectId: string,
): Promise<readonly HandedOver[]> {
  const results = await mapConcurrently(links, async (link) => {
    try {
      return await handOver(ports, by, link, toObjectId);
    } catch (error) {
      ports.reportFailure(asError(error, 'A link could not be handed over'));
      return refused('failed');
    }
  });
  const cycles = new Set(results.flatMap((each) => (each.kind === 'handed-over' ? [each.link.cycleId] : [])));
  for (const cycleId of toObjectId === by.actor.objectId ? [] : cycles) {
    await tell(ports, { kind: 'passwords-ready', cycleId, technicianObjectId: toObjectId });
  }
  return results;
}

const refused = (why: HandOverRefusal): HandedOver => ({ kind: 'refused', why });
