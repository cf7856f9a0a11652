import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import { counted } from '../../domain/text/counted.ts';
import { firstFew } from '../../domain/text/first-few.ts';
import { printable } from '../../domain/text/printable.ts';

/** Of mails and cards. */
export const CHANGED_ELSEWHERE = 'Changed by somebody else, so your vault is stale';

/** Named in one line; the portal has all of them. */
const NAMED = 5;

/** One line about all of them, or none: whoever reads a summary wants to know that it happened, and where to look. */
export function changedElsewhereLines(changed: readonly ChangedElsewhere[]): readonly string[] {
  if (changed.length === 0) return [];
  const names = changed.map((each) => `${each.userPrincipalName} (${each.tenantDisplayName})`);
  return [printable(`${counted(changed.length, 'password')} that we set before: ${firstFew(names, NAMED)}`)];
}
