import type { CredentialContent } from '../../domain/credential/credential-content.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Now } from '../../ports/clock.ts';
import type { CredentialReader, LinkStore } from '../../ports/credential.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor, isOver } from './credential-links.ts';
import { type TellLinkUsePorts, tellLinkUse } from './tell-link-use.ts';

export interface RevealCredentialPorts extends TellLinkUsePorts {
  readonly links: Pick<LinkStore, 'claim'>;
  readonly credentials: CredentialReader;
  readonly now: Now;
}

/**
 * Returns a password, once. The one view is claimed before the password is read (R6): of two clicks at the same moment, one
 * gets it. The recipient and the team are told before it is read: where this function stops in between, nobody has seen it.
 *
 * @returns `undefined` when this technician may not claim the view, or it was claimed already
 */
export async function revealCredential(
  ports: RevealCredentialPorts,
  by: ActingTechnician,
  link: CredentialLink,
): Promise<CredentialContent | undefined> {
  const now = ports.now();
  if (!isFor(link, by) || isOver(link, now) || link.state.status !== 'ready') return undefined;
  const claimed = await ports.links.claim(
    link,
    { status: 'revealed', at: now.toISOString(), address: by.source.address },
    now,
    factAboutLink(link, { action: 'link.revealed', by, component: 'credential-page', now }),
  );
  if (!claimed) return undefined;
  await tellLinkUse(ports, 'revealed', by, link, now);
  const content = await ports.credentials.read(link.tenantId, link.accountId, link.versionId);
  if (content === undefined) throw new Error(`version ${link.versionId} of the credential is missing`);
  return content;
}
