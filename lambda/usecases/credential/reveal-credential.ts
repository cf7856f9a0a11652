import type { Estate } from '../../../config/estate.ts';
import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialContent } from '../../domain/credential/credential-content.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isOver, mayCollect } from '../../domain/credential/link-rules.ts';
import type { Now } from '../../ports/clock.ts';
import type { CredentialReader, LinkStore } from '../../ports/credential.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor } from './credential-links.ts';
import { type TellLinkUsePorts, tellLinkUse } from './tell-link-use.ts';

export interface RevealCredentialPorts extends TellLinkUsePorts {
  readonly links: Pick<LinkStore, 'claim'>;
  readonly credentials: CredentialReader;
  readonly estate: Estate;
  readonly now: Now;
}

/**
 * Returns a password, once. The one view is claimed before the password is read (R6): of two clicks at the same moment, one
 * gets it. The team is told before it is read: where this function stops in between, nobody has seen it.
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
  if (!mayHave(ports.estate, by, link)) return undefined;
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

/** What became of one link that was to be shown with others. */
export interface Revealed {
  readonly link: CredentialLink;
  /** `taken`: there is no view left for this technician. `unread`: the view is used, and the password could not be read. */
  readonly outcome:
    | { readonly kind: 'shown'; readonly content: CredentialContent }
    | { readonly kind: 'taken' | 'unread' };
}

/** Shows several passwords, each as `revealCredential` does, by itself: one that fails takes no other with it (R9). */
export const revealEach = (
  ports: RevealCredentialPorts,
  by: ActingTechnician,
  links: readonly CredentialLink[],
): Promise<readonly Revealed[]> =>
  mapConcurrently(links, async (link): Promise<Revealed> => {
    try {
      const content = await revealCredential(ports, by, link);
      return { link, outcome: content === undefined ? { kind: 'taken' } : { kind: 'shown', content } };
    } catch (error) {
      ports.reportFailure(asError(error, 'A password could not be shown'));
      return { link, outcome: { kind: 'unread' } };
    }
  });

function mayHave({ technicians, tenants }: Estate, { actor }: ActingTechnician, link: CredentialLink): boolean {
  const technician = technicians.find(({ objectId }) => objectId === actor.objectId);
  const tenant = tenants.find(({ tenantId }) => tenantId === link.tenantId);
  return technician !== undefined && tenant !== undefined && mayCollect(technician, link, tenant);
}
