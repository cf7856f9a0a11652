import type { Message } from '../../domain/cycle/message.ts';
import type { MailText } from '../../ports/messages.ts';

export type LastCall = Extract<Message, { kind: 'last-call' }>;

/** For a technician: something that waits is about to be over. */
export const lastCallMail = ({ cycleId, about }: LastCall, portalUrl: string): MailText =>
  about === 'passwords'
    ? {
        subject: `Last call: passwords of ${cycleId} are not collected`,
        paragraphs: [`Passwords of cycle ${cycleId} wait for you, and soon nobody can open them without a renewal.`],
        sections: [],
        action: { label: 'Collect the passwords', url: `${portalUrl}/passwords` },
        notes: [],
      }
    : {
        subject: `Last call: approvals of ${cycleId}`,
        paragraphs: [`Accounts of cycle ${cycleId} still wait for your decision. Silence means no reset.`],
        sections: [],
        action: { label: 'Decide', url: `${portalUrl}/cycles/${cycleId}/approvals` },
        notes: [],
      };
