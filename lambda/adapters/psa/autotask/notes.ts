import * as z from 'zod';
import { cut } from '../../../domain/text/cut.ts';
import type { TicketNote } from '../../../ports/tickets.ts';
import { safeText } from '../note-text.ts';
import type { Session } from './connection.ts';

/** What Autotask takes. */
const LONGEST_NOTE = 32_000;
const MOST_RECORDS = 500;

const CUT = '\n… The rest is left out here: the portal shows all.';

export interface NoteKind {
  readonly noteType: number;
  readonly publish: number;
}

const notesSchema = z.object({
  items: z.array(z.object({ title: z.string().nullish(), publish: z.int().nullish() })),
});

/** The key stands in the title, by which a note is found again. */
const titleOf = (key: string): string => {
  if (!/^[\w:.-]{1,100}$/.test(key)) throw new Error('a note key must be up to 100 letters, digits, and : . _ -');
  return `M365 password rotation: ${key}`;
};

/**
 * Whether a ticket has the note already: one question for all its notes, since not every field of notes can be searched in every instance.
 * Only internal ones count: a contact of the customer may write one of any title in Autotask's portal.
 */
export async function hasNote(
  session: Session,
  ticketId: number,
  key: string,
  { publish }: Pick<NoteKind, 'publish'>,
): Promise<boolean> {
  const title = titleOf(key);
  const { items } = await session.request(notesSchema, {
    path: 'TicketNotes/query',
    method: 'POST',
    asksOnly: true,
    body: {
      filter: [{ op: 'eq', field: 'ticketID', value: ticketId }],
      IncludeFields: ['id', 'title', 'publish'],
      MaxRecords: MOST_RECORDS,
    },
  });
  return items.some((each) => each.publish === publish && each.title?.trim() === title);
}

/** Adds a note by the ticket's own route: the route of all notes takes none. */
export async function addNote(session: Session, ticketId: number, note: TicketNote, kind: NoteKind): Promise<void> {
  await session.request(z.object({ itemId: z.number() }), {
    path: `Tickets/${ticketId}/Notes`,
    method: 'POST',
    body: { title: titleOf(note.key), description: noteText(note.text), ...kind },
  });
}

/** Whole lines, as many as Autotask takes. */
export function noteText(text: string): string {
  const safe = safeText(text);
  if (safe.length <= LONGEST_NOTE) return safe;
  const part = cut(safe, LONGEST_NOTE - CUT.length);
  const lastLine = part.lastIndexOf('\n');
  return `${lastLine > 0 ? part.slice(0, lastLine) : part}${CUT}`;
}
