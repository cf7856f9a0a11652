import type { Psa } from '../../../../config/estate.ts';
import type { TicketSystem } from '../../../ports/tickets.ts';
import { chosenId } from '../chosen.ts';
import type { PsaAccess } from '../psa-access.ts';
import { checkConnectWise } from './check.ts';
import { closingStatus, priorityOf } from './choices.ts';
import { connectWiseConnection } from './connection.ts';
import { noteOnce } from './notes.ts';
import { change, createTicket, findTicket, readTicket } from './tickets.ts';

export type ConnectWiseAccess = PsaAccess<Extract<Psa, { system: 'connectwise' }>>;

/**
 * Tickets in ConnectWise PSA. Nothing there is idempotent by itself: a ticket is found by its key, stored as `externalXRef`, and a note by
 * its last line, so that what was done is found again when its answer got lost.
 */
export function connectWise(access: ConnectWiseAccess): TicketSystem {
  const { psa } = access;
  const open = connectWiseConnection(access);
  return {
    async create(ticket) {
      const session = await open();
      return String((await findTicket(session, ticket)) ?? (await createTicket(session, ticket, psa.board)));
    },
    async note(ticket, note) {
      const session = await open();
      await noteOnce(session, (await readTicket(session, ticket)).id, note);
    },
    async raise(ticket) {
      if (psa.raisedPriority === undefined) return;
      const session = await open();
      const { id } = await readTicket(session, ticket);
      await change(session, id, 'priority', {
        id: chosenId(await priorityOf(session, psa.raisedPriority)),
      });
    },
    async close(ticket, note) {
      const session = await open();
      const { id, board, status, closedFlag } = await readTicket(session, ticket);
      // First: a closed ticket may be locked.
      await noteOnce(session, id, note);
      if (closedFlag === true) return;
      const closing = chosenId(await closingStatus(session, board.id, psa.closedStatus));
      if (status?.id !== closing) await change(session, id, 'status', { id: closing });
    },
    check: (companies) => checkConnectWise(open, psa, companies),
  };
}
