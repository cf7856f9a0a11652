import { TicketRefused } from '../../ports/tickets.ts';

/** @throws {Error} for what is no key of ours, and might change a search */
export function requireKey(key: string): void {
  if (!/^[\w:.-]{1,100}$/.test(key)) throw new Error('a ticket key must be up to 100 letters, digits, and : . _ -');
}

/**
 * The ticket that was found is another customer's: it was moved there, `ticketCompany` was changed in the middle of a cycle, or another stack
 * has tenants and schedules of the same names. Or the ticket of our number was never ours: it was opened in another PSA, and each PSA counts
 * anew. Accounts of one customer never stand in the ticket of another one.
 */
export class AnothersTicket extends TicketRefused {
  override readonly name = 'AnothersTicket';
  constructor(system: string, differs: 'customer' | 'key' = 'customer') {
    super(
      differs === 'customer'
        ? `${system} has the ticket of this tenant and cycle in the name of another customer than ticketCompany says`
        : `${system} has another ticket under the number of the one of this tenant and cycle, or its reference was changed`,
    );
  }
}
