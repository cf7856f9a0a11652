import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { MailTrouble } from '../domain/messages/mail-trouble.ts';

/** What became of mails that did not simply arrive: the last of each recipient. */
export interface MailTroubles {
  /**
   * Keeps it with its record; as the last of its recipient, unless a later one is known.
   *
   * @param eventId  of what was told
   * @returns `false`: it was recorded before
   */
  record(eventId: string, trouble: MailTrouble, fact: AuditFact, now: Date): Promise<boolean>;
  all(): Promise<readonly MailTrouble[]>;
}
