import * as z from 'zod';
import type { Psa } from '../../../../config/estate.ts';
import { oneLine } from '../../../domain/text/printable.ts';
import {
  type OpenedTicket,
  type Ticket,
  type TicketNote,
  TicketRefused,
  type TicketSystem,
} from '../../../ports/tickets.ts';
import { remembered } from '../../remembered.ts';
import type { PsaAccess } from '../psa-access.ts';
import { AnothersTicket } from '../ticket-key.ts';
import { checkAutotask } from './check.ts';
import { chosenValue, closedChoice, firstChoice, internalChoice, namedChoice } from './choices.ts';
import { companyWords, findCompanies } from './companies.ts';
import { autotaskConnection, type Session } from './connection.ts';
import { externalIdOf } from './external-id.ts';
import { type Fields, readFields } from './fields.ts';
import { addNote, hasNote, type NoteKind } from './notes.ts';

export type AutotaskAccess = PsaAccess<Extract<Psa, { system: 'autotask' }>>;

const LONGEST_TITLE = 255;
/** Autotask wants a due date. So long is an uncertain reset looked at before it is given up: by then a person has had to act. */
const DUE_AFTER_MS = 7 * 86_400_000;

/** Customers may read the description in Autotask's portal; what happened stands in an internal note. */
const DESCRIPTION =
  'About passwords of Microsoft 365 accounts. What is asked, and what has happened, stands in the internal notes of this ticket.';
/** The note that holds a new ticket's body. */
const BODY = 'ticket';

/**
 * Tickets in Autotask. Creating has no idempotency of its own: the key is stored as `externalID` and searched first, so that a create whose
 * answer got lost is found at the next try. All changes are PATCHes: a PUT would empty what it leaves out.
 */
export function autotask(access: AutotaskAccess): TicketSystem {
  const { psa, now } = access;
  const fields = remembered<Fields>(now);
  const companies = remembered<number>(now);
  const connection = autotaskConnection(access, () => {
    fields.forget();
    companies.forget();
  });
  const fieldsOf = (session: Session, object: 'Tickets' | 'TicketNotes') =>
    fields.of(object, () => readFields(session, object));
  const companyOf = (session: Session, wanted: string) =>
    companies.of(wanted, async () => {
      const found = (await findCompanies(session, [wanted])).get(wanted);
      if (found !== undefined && 'id' in found) return found.id;
      throw new TicketRefused(companyWords[found?.problem ?? 'unknown']);
    });
  const kindOfNote = async (session: Session): Promise<NoteKind> => {
    const noteFields = await fieldsOf(session, 'TicketNotes');
    return {
      noteType: chosenValue(firstChoice(noteFields, 'noteType', 'Task Notes')),
      publish: chosenValue(internalChoice(noteFields)),
    };
  };
  const noteOnce = async (session: Session, ticketId: number, note: TicketNote) => {
    const kind = await kindOfNote(session);
    if (!(await hasNote(session, ticketId, note.key, kind))) await addNote(session, ticketId, note, kind);
  };
  /** @throws {AnothersTicket} it is not, or not any more, the ticket that was created */
  const ownTicket = async (session: Session, { number, key, company }: OpenedTicket): Promise<number> => {
    const id = ticketIdOf(number);
    const [row] = await ticketsWhere(session, 'id', id);
    if (row?.id !== id) throw new TicketRefused('Autotask has no ticket of this number');
    if (row.externalID !== externalIdOf(key)) throw new AnothersTicket('Autotask', 'key');
    if (row.companyID !== (await companyOf(session, company))) throw new AnothersTicket('Autotask');
    return id;
  };
  return {
    async create(ticket) {
      const externalID = externalIdOf(ticket.key);
      const session = await connection.open();
      const body = { key: BODY, text: ticket.body };
      const found = await findTicket(session, externalID);
      if (found !== undefined) {
        if (found.companyID !== (await companyOf(session, ticket.company))) throw new AnothersTicket('Autotask');
        // The run that made it may have stopped before its note.
        await noteOnce(session, found.id, body);
        return String(found.id);
      }
      const kind = await kindOfNote(session);
      const made = await createTicket(session, {
        companyID: await companyOf(session, ticket.company),
        ...beginning(await fieldsOf(session, 'Tickets'), psa.queue),
        title: titleOf(ticket),
        dueDateTime: new Date(now().getTime() + DUE_AFTER_MS).toISOString(),
        externalID,
        description: DESCRIPTION,
      });
      await addNote(session, made, body, kind);
      return String(made);
    },
    async note(ticket, note) {
      const session = await connection.open();
      await noteOnce(session, await ownTicket(session, ticket), note);
    },
    async raise(ticket) {
      if (psa.raisedPriority === undefined) return;
      const session = await connection.open();
      const id = await ownTicket(session, ticket);
      const ticketFields = await fieldsOf(session, 'Tickets');
      const priority = chosenValue(namedChoice(ticketFields, 'priority', psa.raisedPriority, 'psa.raisedPriority'));
      await change(session, { id, priority });
    },
    async close(ticket, note) {
      const session = await connection.open();
      const id = await ownTicket(session, ticket);
      // First: some instances take no note for a ticket that is closed.
      await noteOnce(session, id, note);
      await change(session, {
        id,
        status: chosenValue(closedChoice(await fieldsOf(session, 'Tickets'), psa.closedStatus)),
      });
    },
    check: (wanted) => checkAutotask(connection, psa, wanted),
  };
}

const beginning = (fields: Fields, queue: string) => ({
  status: chosenValue(firstChoice(fields, 'status', 'New')),
  priority: chosenValue(firstChoice(fields, 'priority', 'Medium')),
  queueID: chosenValue(namedChoice(fields, 'queueID', queue, 'psa.queue')),
});

const titleOf = ({ summary }: Ticket) => oneLine(summary, LONGEST_TITLE);

const madeSchema = z.object({ itemId: z.int() });
const rowSchema = z.object({ id: z.int(), companyID: z.int().nullish(), externalID: z.string().nullish() });
type Row = z.output<typeof rowSchema>;
const foundSchema = z.object({ items: z.array(rowSchema) });

/** The oldest ticket with this key: were there two, each run would take the same. */
async function findTicket(session: Session, externalID: string): Promise<Row | undefined> {
  const items = await ticketsWhere(session, 'externalID', externalID);
  return items.filter((each) => each.externalID === externalID).sort((a, b) => a.id - b.id)[0];
}

async function ticketsWhere(
  session: Session,
  field: 'id' | 'externalID',
  value: number | string,
): Promise<readonly Row[]> {
  const { items } = await session.request(foundSchema, {
    path: 'Tickets/query',
    method: 'POST',
    asksOnly: true,
    body: {
      filter: [{ op: 'eq', field, value }],
      IncludeFields: ['id', 'companyID', 'externalID'],
      MaxRecords: 10,
    },
  });
  return items;
}

async function createTicket(session: Session, body: object): Promise<number> {
  return (await session.request(madeSchema, { path: 'Tickets', method: 'POST', body })).itemId;
}

/** What a PATCH changes; the rest of the ticket stays. */
type TicketChange = { readonly id: number } & ({ readonly priority: number } | { readonly status: number });

async function change(session: Session, body: TicketChange): Promise<void> {
  await session.request(madeSchema, { path: 'Tickets', method: 'PATCH', body });
}

function ticketIdOf(ticket: string): number {
  if (!/^\d{1,15}$/.test(ticket)) throw new Error('a ticket of Autotask has a number');
  return Number(ticket);
}
