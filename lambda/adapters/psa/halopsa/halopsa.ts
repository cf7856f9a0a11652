import type { TicketNote, TicketSystem } from '../../../ports/tickets.ts';
import { remembered } from '../../remembered.ts';
import { chosenId } from '../chosen.ts';
import { requireKey } from '../ticket-key.ts';
import { checkHalo } from './check.ts';
import { closingStatus, outcomeOf, priorityOf, ticketTypeOf } from './choices.ts';
import { clientId } from './clients.ts';
import { type HaloAccess, haloConnection, type Session } from './connection.ts';
import { addNote, hasNote, type NoteSetting } from './notes.ts';
import { createTicket, findByKey, ownTicket, setPriority } from './tickets.ts';

/** The note that holds a new ticket's body. */
const BODY = 'ticket';

/**
 * Tickets in HaloPSA. Nothing there is idempotent by itself: a ticket is found by `third_party_id_string`, and a note by its last line, so
 * that what was done is found again when its answer got lost.
 */
export function haloPsa(access: HaloAccess): TicketSystem {
  const { psa, now } = access;
  const open = haloConnection(access);
  /** Ids of what the estate names. Halo allows 300 requests in five minutes, and these seldom change. */
  const ids = remembered<number>(now);
  const outcomeId = (session: Session) =>
    ids.of('outcome', async () => chosenId(await outcomeOf(session, psa.noteOutcome)));
  const noteOnce = async (
    session: Session,
    ticket: number,
    note: TicketNote,
    setting: Omit<NoteSetting, 'outcomeId'> = {},
  ) => {
    if (await hasNote(session, ticket, note)) return;
    await addNote(session, ticket, note, { outcomeId: await outcomeId(session), ...setting });
  };
  return {
    async create(ticket) {
      requireKey(ticket.key);
      const session = await open();
      const where = {
        clientId: await clientId(session, ticket.company),
        ticketTypeId: await ids.of('ticket type', async () => chosenId(await ticketTypeOf(session, psa.ticketType))),
      };
      const body = { key: BODY, text: ticket.body };
      const found = await findByKey(session, ticket.key, where);
      if (found !== undefined) {
        // The run that made it may have stopped before its note.
        await noteOnce(session, found, body);
        return String(found);
      }
      // Before the ticket is made: without it there would be a ticket that says nothing.
      const setting = { outcomeId: await outcomeId(session) };
      const made = await createTicket(session, ticket, where);
      await addNote(session, made, body, setting);
      return String(made);
    },
    async note(ticket, note) {
      const session = await open();
      await noteOnce(session, await ownTicket(session, ticket), note);
    },
    async raise(ticket) {
      if (psa.raisedPriority === undefined) return;
      const wanted = psa.raisedPriority;
      const session = await open();
      const id = await ownTicket(session, ticket);
      const priority = await ids.of('priority', async () => chosenId(await priorityOf(session, wanted)));
      await setPriority(session, id, priority);
    },
    async close(ticket, note) {
      const session = await open();
      const id = await ownTicket(session, ticket);
      const newStatus = await ids.of('status', async () => chosenId(await closingStatus(session, psa.closedStatus)));
      // Where the note is there the status was set with it: who opened the ticket again wants it open.
      await noteOnce(session, id, note, { newStatus });
    },
    check: (companies) => checkHalo(open, psa, companies),
  };
}
