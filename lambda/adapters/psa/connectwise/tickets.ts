import * as z from 'zod';
import { oneLine } from '../../../domain/text/printable.ts';
import type { OpenedTicket, Ticket } from '../../../ports/tickets.ts';
import { sameName } from '../found-problem.ts';
import { safeText } from '../note-text.ts';
import { AnothersTicket, requireKey } from '../ticket-key.ts';
import type { Session } from './connection.ts';

const LONGEST_SUMMARY = 100;

const created = z.object({ id: z.int() });
const whose = z.object({
  externalXRef: z.string().nullish(),
  company: z.object({ identifier: z.string().nullish() }).nullish(),
});
const found = z.array(whose.extend({ id: z.int() }));

/** More tickets of one key than there can be by accident. */
const MOST_FOUND = '10';

/**
 * @returns the oldest ticket with this key: were there two, each run would take the same one
 * @throws {Error} it is another customer's, whose people must not read of this one's accounts
 */
export async function findTicket(session: Session, { key, company }: Ticket): Promise<number | undefined> {
  requireKey(key);
  const query = {
    conditions: `externalXRef="${key}"`,
    fields: 'id,externalXRef,company',
    orderBy: 'id asc',
    pageSize: MOST_FOUND,
  };
  const rows = await session.request(found, { path: 'service/tickets', query });
  // Compared here too: were the condition not heeded, any ticket would be taken for this one.
  const ticket = rows.find(({ externalXRef }) => externalXRef === key);
  if (ticket !== undefined && !sameName(ticket.company?.identifier, company)) throw new AnothersTicket('ConnectWise');
  return ticket?.id;
}

export async function createTicket(session: Session, ticket: Ticket, board: string | undefined): Promise<number> {
  const body = {
    summary: oneLine(ticket.summary, LONGEST_SUMMARY),
    company: { identifier: ticket.company },
    ...(board === undefined ? {} : { board: { name: board } }),
    externalXRef: ticket.key,
    // Internal: notes of other kinds are mailed to the customer's contacts by the board's rules.
    initialInternalAnalysis: safeText(ticket.body),
    automaticEmailContactFlag: false,
    automaticEmailResourceFlag: false,
  };
  return (await session.request(created, { path: 'service/tickets', method: 'POST', body })).id;
}

const ticketSchema = whose.extend({
  id: z.int(),
  board: z.object({ id: z.int() }),
  status: z.object({ id: z.int().nullish() }).nullish(),
  closedFlag: z.boolean().nullish(),
});
export type StandingTicket = z.output<typeof ticketSchema>;

/**
 * The ticket of a number as it stands now.
 * @throws {AnothersTicket} it is not, or not any more, the ticket that was created
 */
export async function readTicket(session: Session, { number, key, company }: OpenedTicket): Promise<StandingTicket> {
  const query = { fields: 'id,board,status,closedFlag,externalXRef,company' };
  const ticket = await session.request(ticketSchema, { path: `service/tickets/${ticketId(number)}`, query });
  if (ticket.externalXRef !== key) throw new AnothersTicket('ConnectWise', 'key');
  if (!sameName(ticket.company?.identifier, company)) throw new AnothersTicket('ConnectWise');
  return ticket;
}

/** A change is a list of operations. The object to merge that some guides show is taken, and changes nothing. */
export async function change(
  session: Session,
  id: number,
  path: 'status' | 'priority',
  value: { readonly id: number },
): Promise<void> {
  await session.request(created, {
    path: `service/tickets/${id}`,
    method: 'PATCH',
    body: [{ op: 'replace', path, value }],
  });
}

/** @throws {Error} for what is no number of a ticket, and would be another address */
function ticketId(ticket: string): number {
  if (!/^\d{1,15}$/.test(ticket)) throw new Error('a ticket of ConnectWise has a number');
  return Number(ticket);
}
