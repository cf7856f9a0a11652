import type { Message } from '../../domain/cycle/message.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText } from '../../ports/messages.ts';

export type CredentialReady = Extract<Message, { kind: 'credential-ready' }>;

/** One mail for all passwords that a technician may collect now. It holds links, and no password. */
export function credentialMail(ready: readonly [CredentialReady, ...CredentialReady[]], timeZone: string): MailText {
  const [first] = ready;
  const one = ready.length === 1;
  return {
    subject: one
      ? `New password ready: ${first.userPrincipalName} (${first.tenantDisplayName})`
      : `${ready.length} new passwords ready`,
    paragraphs: [
      `${one ? 'The account was' : 'The accounts were'} reset as you approved, in cycle ${first.cycleId}. Collect the new ${one ? 'password' : 'passwords'} and put ${one ? 'it' : 'them'} into the vault.`,
    ],
    sections: [
      {
        title: 'To collect',
        rows: ready.map((each) => ({
          text: `${each.userPrincipalName} (${each.tenantDisplayName}), until ${localTime(each.expiresAt, timeZone)}`,
          label: 'Collect the password',
          url: each.url,
        })),
      },
    ],
    notes: [
      'Each link works once, and for you alone: it asks you to sign in first. Opening it shows nothing by itself.',
      'If a link says that it was used and it was not you, report it on that page at once.',
    ],
  };
}
