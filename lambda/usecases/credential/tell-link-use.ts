import { asError } from '../../domain/as-error.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { ActingTechnician } from '../facts.ts';

export interface TellLinkUsePorts {
  readonly messageQueue: MessageQueue;
  /** Called when the notice could not be sent: what it is about has happened, and goes on. */
  readonly reportFailure: (error: Error) => void;
}

/**
 * Tells the recipient of a link, and the team, what was done with it: who took over a technician's session must not collect in
 * silence. Never fails: a page that was claimed for one view would be lost with it.
 *
 * @param url  where another technician may agree to a further link
 */
export async function tellLinkUse(
  { messageQueue, reportFailure }: TellLinkUsePorts,
  use: 'revealed' | 'renewed' | 'renewal-asked',
  by: ActingTechnician,
  link: CredentialLink,
  now: Date,
  url?: string,
): Promise<void> {
  try {
    await messageQueue.send({
      kind: 'link-used',
      cycleId: link.cycleId,
      tenantId: link.tenantId,
      tenantDisplayName: link.tenantDisplayName,
      userPrincipalName: link.userPrincipalName,
      technicianObjectId: link.recipientObjectId,
      use,
      by: by.actor.name,
      at: now.toISOString(),
      address: by.source.address,
      linkFingerprint: fingerprintOf(link.linkId),
      ...(url === undefined ? {} : { url }),
    });
  } catch (error) {
    reportFailure(asError(error, 'A notice about a link could not be sent'));
  }
}
