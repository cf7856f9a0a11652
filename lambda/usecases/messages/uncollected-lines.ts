import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printable } from '../../domain/text/printable.ts';

/** Of mails, tickets and the command line. */
export const NOT_COLLECTED = 'New passwords that nobody has stored yet';

/**
 * Who has which passwords that nobody has said to be stored: a line for each technician and tenant.
 * @param links  what expires first in front
 */
export function uncollectedLines(links: readonly CredentialLink[], timeZone: string): readonly string[] {
  const groups = new Map<string, CredentialLink[]>();
  for (const link of links) {
    const id = `${link.tenantId} ${link.recipientObjectId}`;
    groups.set(id, [...(groups.get(id) ?? []), link]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const until = localTime(new Date(first.expiresAt * 1000), timeZone);
    const { tenantDisplayName } = first;
    return [
      printable(
        `${tenantDisplayName}: ${counted(group.length, 'password')} with ${recipientOf(first).name}, the first until ${until}`,
      ),
    ];
  });
}
