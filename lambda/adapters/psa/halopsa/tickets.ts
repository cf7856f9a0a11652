import * as z from 'zod';
import { oneLine } from '../../../domain/text/printable.ts';
import type { OpenedTicket, Ticket } from '../../../ports/tickets.ts';
import { sameName } from '../found-problem.ts';
import { AnothersTicket } from '../ticket-key.ts';
import type { Session } from './connection.ts';

const LONGEST_SUMMARY = 100;

/** One saved thing; some versions answer a list with a list. */
export const savedSchema = z
  .union([z.object({ id: z.int() }), z.array(z.object({ id: z.int() })).length(1)])
  .transform((saved) => (Array.isArray(saved) ? saved.map(({ id }) => id)[0] : saved.id))
  .pipe(z.int());

const rowSchema = z.object({
  id: z.int(),
  client_id: z.int().nullish(),
  third_party_id_string: z.string().nullish(),
});

/** So many of a customer's tickets of this type are looked at, the newest first. A message is repeated for days, not for years. */
const MOST_PAGES = 3;

export interface WhereTicketsAre {
  readonly clientId: number;
  readonly ticketTypeId: number;
}

/**
 * Halo cannot be asked for `third_party_id_string`: rows are compared here. First those of the customer and type, which no full-text search
 * decides about; then what the search finds, for a ticket that was moved meanwhile: the key stands in its details.
 *
 * @throws {Error} it is another customer's, whose people must not read of this one's accounts
 */
export async function findByKey(
  session: Session,
  key: string,
  { clientId, ticketTypeId }: WhereTicketsAre,
): Promise<number | undefined> {
  const queries: readonly Readonly<Record<string, string>>[] = [
    { client_id: String(clientId), requesttype_id: String(ticketTypeId) },
    { search: key },
  ];
  for (const query of queries) {
    const newestFirst = { ...query, includeclosed: 'true', order: 'id', orderdesc: 'true' };
    const rows = session.rows(rowSchema, {
      path: 'Tickets',
      member: 'tickets',
      query: newestFirst,
      mostPages: MOST_PAGES,
    });
    const ids: number[] = [];
    for await (const row of rows) {
      if (row.third_party_id_string !== key) continue;
      if (row.client_id !== clientId) throw new AnothersTicket('HaloPSA');
      ids.push(row.id);
    }
    // The oldest: were there two, each run would take the same one.
    if (ids.length > 0) return Math.min(...ids);
  }
  return undefined;
}

const standingSchema = rowSchema.extend({ client_name: z.string().nullish() });

/**
 * The customer is compared by the name or id of the estate: which client that is was looked up when the ticket was created.
 *
 * @throws {AnothersTicket} it is not, or not any more, the ticket that was created
 */
export async function ownTicket(session: Session, { number, key, company }: OpenedTicket): Promise<number> {
  const id = ticketId(number);
  const ticket = await session.request(standingSchema, { path: `Tickets/${id}` });
  if (ticket.id !== id || ticket.third_party_id_string !== key) throw new AnothersTicket('HaloPSA', 'key');
  const isCustomers = String(ticket.client_id) === company.trim() || sameName(ticket.client_name, company);
  if (!isCustomers) throw new AnothersTicket('HaloPSA');
  return id;
}

/** Customers may read the details in Halo's portal; what happened stands in notes that are hidden from them. */
const detailsOf = (key: string): string =>
  `Passwords of Microsoft 365 accounts are rotated. What happened stands in the internal notes of this ticket.\n\nReference: ${key}`;

export const createTicket = (
  session: Session,
  ticket: Ticket,
  { clientId, ticketTypeId }: WhereTicketsAre,
): Promise<number> =>
  session.request(savedSchema, {
    path: 'Tickets',
    save: {
      summary: oneLine(ticket.summary, LONGEST_SUMMARY),
      details: detailsOf(ticket.key),
      tickettype_id: ticketTypeId,
      client_id: clientId,
      third_party_id_string: ticket.key,
      // Rules of the instance may mail, assign or merge.
      dont_do_rules: true,
    },
  });

export async function setPriority(session: Session, id: number, priority: number): Promise<void> {
  await session.request(savedSchema, { path: 'Tickets', save: { id, priority_id: priority, dont_do_rules: true } });
}

/** @throws {Error} for what is no number of a ticket */
function ticketId(ticket: string): number {
  if (!/^\d{1,9}$/.test(ticket)) throw new Error('a ticket of HaloPSA has a number');
  return Number(ticket);
}
