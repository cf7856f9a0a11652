import type { CredentialLink } from '../domain/link.ts';
import { type LinkStore, type Now, type Outbox, StaleState } from '../ports.ts';
import { isFor } from './credential-links.ts';
import { type ActingTechnician, factAboutLink } from './facts.ts';

export interface ReportCredentialLinkPorts {
  readonly links: Pick<LinkStore, 'change'>;
  readonly outbox: Outbox;
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
  await ports.outbox.send({
    kind: 'alert',
    cycleId: link.cycleId,
    tenantId: link.tenantId,
    subject: 'link-reported',
    userPrincipalName: link.userPrincipalName,
    detail: `${by.actor.name} reports that somebody else opened the link`,
  });
  return true;
}
