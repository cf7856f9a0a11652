import type { Message } from '../../domain/cycle/message.ts';
import type { MailText } from '../../ports/messages.ts';

export type PasswordsReady = Extract<Message, { kind: 'passwords-ready' }>;

/** One mail for all passwords that a technician may collect in a cycle. It holds one address, and no password. */
export const passwordsReadyMail = ({ cycleId }: PasswordsReady, portalUrl: string): MailText => ({
  subject: `New passwords ready to collect (${cycleId})`,
  paragraphs: [
    `Accounts were reset as approved, in cycle ${cycleId}. Collect their new passwords and put them into the vault. What is reset later in this cycle appears on the same page, and no further mail announces it.`,
  ],
  sections: [],
  action: { label: 'Collect the passwords', url: `${portalUrl}/passwords` },
  notes: [
    'Each password is shown once, and to you alone: the page asks you to sign in first. Opening it shows nothing by itself.',
  ],
});
