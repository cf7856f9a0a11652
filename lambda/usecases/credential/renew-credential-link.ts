import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { mayRenew } from '../../domain/credential/link-rules.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkSigner, LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor, linkExpiry } from './credential-links.ts';
import { isSecondPerson, type SecondPersonPorts } from './second-person.ts';
import { type TellLinkUsePorts, tell, tellLinkUse } from './tell-link-use.ts';

export interface RenewCredentialLinkPorts extends SecondPersonPorts, TellLinkUsePorts {
  readonly links: Pick<LinkStore, 'renew' | 'change'>;
  readonly signer: LinkSigner;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

export type Renewal =
  /** The recipient has a further link. */
  | { readonly kind: 'made'; readonly link: CredentialLink }
  /** Another technician must agree first. */
  | { readonly kind: 'asked' }
  /** Another technician has agreed: the recipient's page has the further link. */
  | { readonly kind: 'agreed' };

/**
 * Makes a further link where the answer of the last view got lost, or nobody opened the link in time. Where the estate wants a second
 * person, the recipient's request is recorded and the team is told; the link is made when another technician agrees.
 *
 * @returns `undefined` when no further link may be made
 */
export async function renewCredentialLink(
  ports: RenewCredentialLinkPorts,
  by: ActingTechnician,
  old: CredentialLink,
): Promise<Renewal | undefined> {
  try {
    if (!isFor(old, by)) return (await isSecondPerson(ports, by, old)) ? await agree(ports, by, old) : undefined;
    if (!mayRenew(old, ports.now())) return undefined;
    if (ports.estate.approvals.renewalNeedsSecondPerson) return await ask(ports, by, old);
    return { kind: 'made', link: await replace(ports, by, old) };
  } catch (error) {
    if (error instanceof StaleState) return undefined;
    throw error;
  }
}

async function replace(
  ports: RenewCredentialLinkPorts,
  by: ActingTechnician,
  old: CredentialLink,
): Promise<CredentialLink> {
  const now = ports.now();
  const renewed: CredentialLink = {
    ...old,
    linkId: ports.newLinkId(),
    expiresAt: linkExpiry(now, ports.estate),
    number: old.number + 1,
    state: { status: 'ready' },
  };
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
  await tellLinkUse(ports, 'renewed', by, renewed, now);
  return renewed;
}

/** Asking twice asks once, and tells the team again: that message may have got lost. */
async function ask(ports: RenewCredentialLinkPorts, by: ActingTechnician, link: CredentialLink): Promise<Renewal> {
  const now = ports.now();
  if (link.state.status !== 'revoked' && link.state.askedAt === undefined) {
    const fact = factAboutLink(link, { action: 'link.renewal-asked', by, component: 'credential-page', now });
    await ports.links.change(link, { ...link.state, askedAt: now.toISOString() }, fact);
  }
  await tellLinkUse(ports, 'renewal-asked', by, link, now, {
    url: await ports.signer.addressOf('credential', link),
  });
  return { kind: 'asked' };
}

async function agree(
  ports: RenewCredentialLinkPorts,
  by: ActingTechnician,
  old: CredentialLink,
): Promise<Renewal | undefined> {
  if (!mayRenew(old, ports.now())) return undefined;
  const renewed = await replace(ports, by, old);
  await tell(ports, {
    kind: 'passwords-ready',
    cycleId: renewed.cycleId,
    technicianObjectId: renewed.recipientObjectId,
  });
  return { kind: 'agreed' };
}
