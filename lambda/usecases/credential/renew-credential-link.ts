import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkSigner, LinkStore } from '../../ports/credential.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor, linkExpiry, mayRenew } from './credential-links.ts';

export interface RenewCredentialLinkPorts {
  readonly links: Pick<LinkStore, 'renew' | 'findCredential'>;
  readonly signer: LinkSigner;
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

/**
 * Makes a further link where the answer of the last view got lost, or nobody opened the link in time.
 *
 * @returns its address; `undefined` when no further link may be made
 */
export async function renewCredentialLink(
  ports: RenewCredentialLinkPorts,
  by: ActingTechnician,
  old: CredentialLink,
): Promise<string | undefined> {
  const now = ports.now();
  if (!isFor(old, by) || !mayRenew(old, now)) return undefined;
  if (old.state.status === 'revoked') return addressOfSuccessor(ports, by, old.state.renewedAs);
  const renewed: CredentialLink = {
    ...old,
    linkId: ports.newLinkId(),
    expiresAt: linkExpiry(now, ports.estate),
    number: old.number + 1,
    state: { status: 'ready' },
  };
  try {
    await ports.links.renew(
      old,
      renewed,
      factAboutLink(old, {
        action: 'link.renewed',
        evidence: { detail: `by link ${fingerprintOf(renewed.linkId)}` },
        by,
        component: 'credential-page',
        now,
      }),
    );
  } catch (error) {
    if (error instanceof StaleState) return undefined;
    throw error;
  }
  return ports.signer.addressOf('credential', renewed);
}

/** The address of the link that replaced this one; `undefined` when there is none for this technician. */
async function addressOfSuccessor(
  ports: RenewCredentialLinkPorts,
  by: ActingTechnician,
  linkId: string | undefined,
): Promise<string | undefined> {
  const successor = linkId === undefined ? undefined : await ports.links.findCredential(linkId);
  if (successor === undefined || !isFor(successor, by)) return undefined;
  return ports.signer.addressOf('credential', successor);
}
