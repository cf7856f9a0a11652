import * as z from 'zod';
import type { TicketNote } from '../../../ports/tickets.ts';
import { noteMark, safeText } from '../note-text.ts';
import type { Session } from './connection.ts';

const noteSchema = z.object({ text: z.string().nullish(), internalAnalysisFlag: z.boolean().nullish() });

/** Adds an internal note, unless the ticket has it: its answer may have got lost. */
export async function noteOnce(session: Session, ticket: number, note: TicketNote): Promise<void> {
  const path = `service/tickets/${ticket}/notes`;
  const mark = noteMark(note);
  const notes = await session.list(noteSchema, { path, query: { fields: 'id,text,internalAnalysisFlag' } });
  // Only internal ones: what a contact of the customer writes by mail becomes a note as well.
  if (notes.some(({ text, internalAnalysisFlag }) => internalAnalysisFlag && text?.trimEnd().endsWith(mark))) return;
  await session.request(z.object({ id: z.int() }), {
    path,
    method: 'POST',
    body: {
      text: `${safeText(note.text)}\n\n${mark}`,
      // It alone true: nobody outside the MSP sees the note.
      internalAnalysisFlag: true,
      detailDescriptionFlag: false,
      resolutionFlag: false,
      processNotifications: false,
    },
  });
}
