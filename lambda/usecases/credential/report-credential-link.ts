import type { CredentialLink } from '../../domain/credential/link.ts';
import { isReported } from '../../domain/credential/link-rules.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor, newestOf } from './credential-links.ts';
import { isSecondPerson, type SecondPersonPorts } from './second-person.ts';

export interface ReportCredentialLinkPorts extends SecondPersonPorts {
  readonly links: Pick<LinkStore, 'findCredential' | 'change'>;
  readonly messageQueue: MessageQueue;
  readonly now: Now;
}

/** A chain changes a few times in its life: more often than this it does not change under a report. */
const TRIES = 10;

/**
 * "It was not me who opened this": revokes the newest link of the chain, whichever of its links is reported. After that, no link of it
 * shows the password, and none is renewed: only rotating the account again gives somebody a link, to a new password. Records the report
 * once, however often it comes, and alerts the team; of equal alerts only one is sent. Its recipient may report, and whoever is asked to agree to a further link.
 */
export async function reportCredentialLink(
  ports: ReportCredentialLinkPorts,
  by: ActingTechnician,
  link: CredentialLink,
): Promise<boolean> {
  if (!isFor(link, by) && !(await isSecondPerson(ports, by, link))) return false;
  const alert = () =>
    ports.messageQueue.send({
      kind: 'alert',
      cycleId: link.cycleId,
      tenantId: link.tenantId,
      subject: 'link-reported',
      userPrincipalName: link.userPrincipalName,
      detail: `${by.actor.name} reports that somebody else opened the link`,
    });
  // First: once the link is revoked it has no row any more at which the report could be repeated, if this function stops in between.
  const alerted = await alert().then(
    () => true,
    () => false,
  );
  await revokeNewest(ports, by, link);
  // A queue that does not answer is no obstacle to the report.
  if (!alerted) await alert();
  return true;
}

/** A view or a renewal may come first. Then the chain has another state or another newest link, which is revoked in its place. */
async function revokeNewest(
  ports: ReportCredentialLinkPorts,
  by: ActingTechnician,
  link: CredentialLink,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const newest = await newestOf(ports.links, (await ports.links.findCredential(link.linkId)) ?? link);
    if (isReported(newest)) return;
    const now = ports.now();
    const evidence =
      newest.linkId === link.linkId ? {} : { evidence: { detail: `by way of link ${fingerprintOf(link.linkId)}` } };
    try {
      await ports.links.change(
        newest,
        { status: 'revoked', at: now.toISOString() },
        factAboutLink(newest, { action: 'link.reported', ...evidence, by, component: 'credential-page', now }),
      );
      return;
    } catch (error) {
      if (!(error instanceof StaleState) || tries === TRIES) throw error;
    }
  }
}
