import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import { StaleState } from '../../ports/rotation.ts';
import { factAboutLink } from '../facts.ts';

export interface SupersedeLinksPorts {
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn' | 'change'>;
  readonly now: Now;
}

/** The newest password of an account, whether a link shows it or not. */
export type NewestPassword = Pick<CredentialLink, 'cycleId' | 'tenantId' | 'accountId' | 'rotationId' | 'resetAt'> & {
  readonly linkId?: string | undefined;
};

/**
 * Ends the links to older passwords of the account that still wait for somebody: what they show is not what Entra holds any more. Harmless
 * when repeated. A link that changes at the same moment is looked at once more, and is ended in the state that it has then.
 */
export async function supersedeLinks(ports: SupersedeLinksPorts, newest: NewestPassword): Promise<void> {
  const { tenantId, accountId, rotationId, resetAt } = newest;
  const older = (await ports.links.openIn(tenantId)).filter(
    (each) => each.accountId === accountId && each.rotationId !== rotationId && each.resetAt < resetAt,
  );
  for (const link of older) await end(ports, link, newest);
}

async function end(ports: SupersedeLinksPorts, link: CredentialLink, newest: NewestPassword): Promise<void> {
  const now = ports.now();
  try {
    await ports.links.change(
      link,
      { status: 'revoked', at: now.toISOString(), supersededBy: newest.rotationId },
      factAboutLink(link, {
        action: 'link.superseded',
        evidence: { detail: `by ${nameOf(newest)} of cycle ${newest.cycleId}` },
        component: 'deliver-credential',
        now,
      }),
    );
  } catch (error) {
    if (!(error instanceof StaleState)) throw error;
    const current = await ports.links.findCredential(link.linkId);
    const stored = current?.state.status === 'revealed' && current.state.storedAt !== undefined;
    if (current === undefined || current.state.status === 'revoked' || stored) return;
    // The workflow runs this function again.
    throw error;
  }
}

const nameOf = ({ linkId }: NewestPassword) =>
  linkId === undefined ? 'the password' : `link ${fingerprintOf(linkId)}`;
