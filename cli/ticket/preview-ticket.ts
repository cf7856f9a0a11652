import type { PlannedAccount } from '../../lambda/domain/accounts/account.ts';
import type { TicketStore } from '../../lambda/ports/tickets.ts';
import type { TicketPorts } from '../../lambda/usecases/tickets/ticket-ports.ts';
import { writeTicket } from '../../lambda/usecases/tickets/write-ticket.ts';
import { asIfAsked } from './as-if-asked.ts';

/** What is read of the deployed product; the tickets are those of `actsShown`. */
export interface PreviewPorts extends Omit<TicketPorts, 'progress' | 'sent' | 'tickets'> {
  readonly proposals: (cycleId: string, tenantId: string) => Promise<readonly PlannedAccount[]>;
  readonly tickets: NonNullable<TicketPorts['tickets']>;
}

/**
 * Does everything that is done for the ticket of a tenant and cycle, from its beginning, by the use case that does it: but nothing is kept, and
 * `tickets` decides what becomes of the requests. What the PSA has already, the use case finds there.
 *
 * @throws {Error} the cycle or the tenant in it is not on record
 */
export async function previewTicket(ports: PreviewPorts, cycleId: string, tenantId: string): Promise<void> {
  const cycle = await ports.cycles.find(cycleId);
  const tenant = await ports.cycles.findTenant(cycleId, tenantId);
  if (cycle === undefined || tenant === undefined) throw new Error(`no cycle ${cycleId} of this tenant is on record`);
  const parts = cycle.dryRun
    ? asIfAsked({ cycle, tenant, proposals: await ports.proposals(cycleId, tenantId) })
    : { cycles: ports.cycles, rotations: ports.rotations };
  await writeTicket(
    {
      ...ports,
      ...parts,
      estate: cycle.dryRun ? openedWhenAsked(ports.estate) : ports.estate,
      progress: nothingKept,
      sent: { reserve: async () => true, release: async () => undefined },
    },
    { cycleId, tenantId },
    () => true,
  );
}

/** A ticket that would be opened at the end of a cycle cannot be shown of a dry run, which has none. */
const openedWhenAsked = (estate: TicketPorts['estate']): TicketPorts['estate'] =>
  estate.psa.system === 'none' ? estate : { ...estate, psa: { ...estate.psa, openTickets: 'when-asked' } };

/** As if nothing had been written before, and nothing is. */
const nothingKept: TicketStore = {
  find: async () => undefined,
  save: async (_from, to) => ({ ...to, revision: to.revision + 1 }),
  restUntil: async () => undefined,
  rest: async () => undefined,
};
