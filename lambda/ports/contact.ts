import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { ContactLink } from '../domain/contact/contact-link.ts';
import type { Pause } from '../domain/rotation/pause.ts';

/**
 * Links of customers' contacts, and the one thing that a contact may do.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */
export interface ContactStore {
  /** Stores the link of a tenant and cycle, unless there is one. @returns the link that is stored */
  link(link: ContactLink, fact: AuditFact): Promise<ContactLink>;
  find(linkId: string): Promise<ContactLink | undefined>;
  /** What came of the contact's stop: `lifted`: it was ended. `undefined`: there was none; a pause of ours in the same cycle is none. */
  standing(link: Pick<ContactLink, 'cycleId' | 'tenantId'>): Promise<'stopped' | 'lifted' | undefined>;
  /**
   * Stops the resets of the tenant in the cycle: once, whatever became of it since, and whatever pause of ours is on.
   * @returns `already`: the contact has stopped it, and it stays as it is; `lifted`: it had, and that was ended
   */
  stop(
    pause: Pause & { readonly scope: { readonly of: 'tenant-in-cycle' } },
    fact: AuditFact,
  ): Promise<'stopped' | 'already' | 'lifted'>;
}
