import * as z from 'zod';
import { escapedForHtml } from '../../../domain/text/escaping.ts';
import type { TicketNote } from '../../../ports/tickets.ts';
import { noteMark, safeText } from '../note-text.ts';
import type { Session } from './connection.ts';
import { savedSchema } from './tickets.ts';

const actionsSchema = z.object({
  actions: z.array(
    z.object({
      note: z.string().nullish(),
      note_html: z.string().nullish(),
      hiddenfromuser: z.boolean().nullish(),
    }),
  ),
});

/** More actions than a ticket has. */
const MOST_ACTIONS = '1000';

/** Whether a ticket has a note already. Only hidden ones count: what a contact of the customer writes becomes an action as well. */
export async function hasNote(session: Session, ticket: number, note: TicketNote): Promise<boolean> {
  const mark = noteMark(note);
  const query = { ticket_id: String(ticket), excludesys: 'true', includehtmlnote: 'true', count: MOST_ACTIONS };
  const { actions } = await session.request(actionsSchema, { path: 'Actions', query });
  const endsWithMark = (text: string | null | undefined) => text?.trimEnd().endsWith(mark) === true;
  return actions.some(
    ({ note: text, note_html: html, hiddenfromuser }) =>
      hiddenfromuser === true && (endsWithMark(text) || endsWithMark(html?.replace(/<[^>]*>|&nbsp;|&#160;/g, ' '))),
  );
}

export interface NoteSetting {
  readonly outcomeId: number;
  /** Sets this status with the note: one request, so that nothing stays between. */
  readonly newStatus?: number;
}

export async function addNote(
  session: Session,
  ticket: number,
  note: TicketNote,
  { outcomeId, newStatus }: NoteSetting,
): Promise<void> {
  const lines = `${safeText(note.text)}\n\n${noteMark(note)}`.split('\n');
  await session.request(savedSchema, {
    path: 'Actions',
    save: {
      ticket_id: ticket,
      outcome_id: outcomeId,
      note_html: `<p>${lines.map(htmlOf).join('<br>')}</p>`,
      hiddenfromuser: true,
      sendemail: false,
      dont_do_rules: true,
      ...(newStatus === undefined ? {} : { new_status: newStatus }),
    },
  });
}

/** A line as it is: browsers show one space for several, and none at the beginning of a line. */
const htmlOf = (line: string): string =>
  escapedForHtml(line).replace(/^ +| {2,}/g, (spaces) => '&#160;'.repeat(spaces.length));
