import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText } from '../../ports/messages.ts';
import type { WaitingPasswords } from './waiting-passwords.ts';

/** One mail for all passwords that a technician may collect in a cycle. It holds one address, and no password. */
export function passwordsReadyMail(
  cycleId: string,
  { links, underWay }: WaitingPasswords,
  portalUrl: string,
  timeZone: string,
): MailText {
  const what = counted(links.length, 'new password');
  return {
    subject: `${what} ready to collect (${cycleId})`,
    preview: `Sign in, collect, put ${links.length === 1 ? 'it' : 'them'} into the vault.`,
    paragraphs: [
      `Accounts were reset as approved, in cycle ${cycleId}. Collect ${links.length === 1 ? 'the new password and put it' : `the ${what} and put them`} into the vault.`,
      ...firstExpiry(links, timeZone),
      ...(underWay === 0
        ? []
        : [`${counted(underWay, 'further account')} that you approved ${underWay === 1 ? 'is' : 'are'} not done yet.`]),
    ],
    action: { label: 'Collect the passwords', url: collectUrl(portalUrl) },
    sections: [{ title: 'To collect', rows: perTenant(links) }],
    notes: [
      'What is reset later in this cycle appears on the same page. No further mail announces it, except a last call before something expires.',
      'Each password is shown once, and to you alone: the page asks you to sign in first. Opening it shows nothing by itself.',
    ],
  };
}

/** "Passwords to collect". */
export const collectUrl = (portalUrl: string): string => `${portalUrl}/passwords`;

/** @param links  the first to expire in front */
export const firstExpiry = ([first]: WaitingPasswords['links'], timeZone: string): readonly string[] =>
  first === undefined ? [] : [`The first one expires ${localTime(new Date(first.expiresAt * 1000), timeZone)}.`];

/** A tenant in a line. */
export function perTenant(links: WaitingPasswords['links']): readonly string[] {
  const counts = new Map<string, number>();
  for (const { tenantDisplayName: name } of links) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name}: ${counted(count, 'password')}`);
}
