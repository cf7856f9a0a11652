import { asError } from '../../domain/as-error.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { ActingTechnician } from '../facts.ts';

type LinkUse = Extract<Message, { kind: 'link-used' }>['use'];

export interface TellLinkUsePorts {
  readonly messageQueue: MessageQueue;
  /** Called when the notice could not be sent: what it is about has happened, and goes on. */
  readonly reportFailure: (error: Error) => void;
}

/**
 * Tells the team what was done with a link: who took over a technician's session must not collect in silence. Never fails: a page that
 * was claimed for one view would be lost with it.
 *
 * @param more  where another technician may agree to a further link; who has the link now, where it was handed over
 */
export async function tellLinkUse(
  ports: TellLinkUsePorts,
  use: LinkUse,
  by: ActingTechnician,
  link: CredentialLink,
  now: Date,
  more: { readonly url?: string; readonly to?: string } = {},
): Promise<void> {
  await tell(ports, {
    kind: 'link-used',
    cycleId: link.cycleId,
    tenantId: link.tenantId,
    tenantDisplayName: link.tenantDisplayName,
    userPrincipalName: link.userPrincipalName,
    use,
    by: by.actor.name,
    at: now.toISOString(),
    address: by.source.address,
    linkFingerprint: fingerprintOf(link.linkId),
    ...more,
  });
}

/** Sends a message about something that has happened. Never fails: what it is about goes on. */
export async function tell({ messageQueue, reportFailure }: TellLinkUsePorts, message: Message): Promise<void> {
  try {
    await messageQueue.send(message);
  } catch (error) {
    reportFailure(asError(error, 'A notice about a link could not be sent'));
  }
}
