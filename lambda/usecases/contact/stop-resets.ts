import type { ContactLink } from '../../domain/contact/contact-link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { ContactStore } from '../../ports/contact.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import { type ActingTechnician, factAboutTenant } from '../facts.ts';

export interface StopResetsPorts {
  readonly contacts: Pick<ContactStore, 'stop'>;
  readonly messageQueue: MessageQueue;
  readonly now: Now;
}

/** What stands in records and pages where the contact gave no reason. */
const NO_REASON = 'no reason given';

/**
 * The customer's contact stops a cycle for its tenant: no password of the tenant is reset in it, unless a technician ends the stop. It is the
 * one thing that a contact can do, and can be done once. The team is told, also when the same is asked again: the message may have been lost.
 *
 * @param reason  what the contact wrote, if anything
 */
export async function stopResets(
  { contacts, messageQueue, now }: StopResetsPorts,
  link: ContactLink,
  reason: string | undefined,
  source: ActingTechnician['source'],
): Promise<'stopped' | 'already' | 'lifted'> {
  const { cycleId, tenantId, contactName, expiresAt } = link;
  const at = now();
  const by = { kind: 'contact', name: contactName, tenantId } as const;
  const why = reason ?? NO_REASON;
  const outcome = await contacts.stop(
    {
      scope: { of: 'tenant-in-cycle', cycleId, tenantId },
      since: at.toISOString(),
      until: new Date(expiresAt * 1000).toISOString(),
      by,
      reason: why,
    },
    factAboutTenant(
      { cycleId, tenantId },
      {
        action: 'contact.stopped',
        reason: why,
        evidence: { linkFingerprint: fingerprintOf(link.linkId) },
        by: { actor: by, source },
        component: 'contact-page',
        now: at,
      },
    ),
  );
  if (outcome !== 'lifted') await messageQueue.send({ kind: 'contact-stopped', cycleId, tenantId });
  return outcome;
}
