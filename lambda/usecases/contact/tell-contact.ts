import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { contactLinkId } from '../../domain/contact/contact-link.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { lapsesAt } from '../../domain/rotation/approval.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { ContactStore } from '../../ports/contact.ts';
import type { LinkSigner } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { factAboutTenant } from '../facts.ts';

export interface TellContactPorts {
  readonly contacts: Pick<ContactStore, 'link'>;
  readonly signer: LinkSigner;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
}

/**
 * Queues the mail to the customer's contact, with the link by which it may stop the changes. Not in an emergency: there a mailbox of the
 * customer must not be able to stop anything, and the MSP calls.
 *
 * @param rotations  those of the tenant that have not ended
 */
export async function tellContact(
  ports: TellContactPorts,
  cycle: Cycle,
  { tenantId, displayName, contact }: EstateTenant,
  rotations: readonly Rotation[],
): Promise<void> {
  if (contact === undefined || cycle.emergency === true || rotations.length === 0) return;
  const { cycleId } = cycle;
  const mailFingerprint = fingerprintOf(contact.mail);
  const linkId = contactLinkId({ cycleId, tenantId, mailFingerprint });
  const link = await ports.contacts.link(
    {
      purpose: 'contact',
      linkId,
      expiresAt: Math.ceil(Math.max(...rotations.map((each) => lapsesAt(each).getTime())) / 1000),
      cycleId,
      tenantId,
      tenantDisplayName: displayName,
      contactName: contact.name,
      mailFingerprint,
      language: contact.language,
      accounts: rotations.length,
    },
    factAboutTenant(
      { cycleId, tenantId },
      {
        action: 'link.created',
        evidence: { linkFingerprint: fingerprintOf(linkId), detail: `to stop resets, for the contact ${contact.name}` },
        component: 'request-approvals',
        now: ports.now(),
      },
    ),
  );
  await ports.messageQueue.send({
    kind: 'contact-told',
    cycleId,
    tenantId,
    mailFingerprint,
    url: await ports.signer.addressOf('contact', link),
  });
}
