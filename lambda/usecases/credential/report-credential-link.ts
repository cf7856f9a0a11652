import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor } from './credential-links.ts';

export interface ReportCredentialLinkPorts {
  readonly links: Pick<LinkStore, 'change'>;
  readonly messageQueue: MessageQueue;
  readonly now: Now;
}

/** "It was not me who opened this": closes the link for good, records the report, and alerts the team. */
export async function reportCredentialLink(
  ports: ReportCredentialLinkPorts,
  by: ActingTechnician,
  link: CredentialLink,
): Promise<boolean> {
  if (!isFor(link, by)) return false;
  const now = ports.now();
  try {
    await ports.links.change(
      link,
      link.state.status === 'revoked' ? link.state : { status: 'revoked', at: now.toISOString() },
      factAboutLink(link, { action: 'link.reported', by, component: 'credential-page', now }),
    );
  } catch (error) {
    if (error instanceof StaleState) return false;
    throw error;
  }
  await ports.messageQueue.send({
    kind: 'alert',
    cycleId: link.cycleId,
    tenantId: link.tenantId,
    subject: 'link-reported',
    userPrincipalName: link.userPrincipalName,
    detail: `${by.actor.name} reports that somebody else opened the link`,
  });
  return true;
}
