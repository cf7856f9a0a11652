import { printableLines } from '../../domain/text/printable.ts';
import { isolated } from '../../domain/text/safe-line.ts';
import type { TicketNote } from '../../ports/tickets.ts';

/** What a note, or the body of a ticket, looks like in a PSA: safe to show, its lines kept. */
export const safeText = (text: string): string => isolated(printableLines(text));

/**
 * The last line of a note, by which it is found again. It stands at the end, where no name from a directory can stand.
 *
 * @throws {Error} for a key that would not be found as it was written
 */
export function noteMark({ key }: Pick<TicketNote, 'key'>): string {
  if (!/^[\w:.-]{1,100}$/.test(key)) throw new Error('a note key must be up to 100 letters, digits, and : . _ -');
  return `[m365rot ${key}]`;
}
