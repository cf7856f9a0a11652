import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** What a ticket says of accounts, by fingerprint of the account: the end that it told last, where that end may change. */
const toldSchema = z.record(z.string(), z.string());
export type Told = Immutable<z.output<typeof toldSchema>>;

/** What was written of the tickets of one tenant and cycle: as far as it is known here, which may be one call less than the PSA has. */
export const ticketProgressSchema = z.strictObject({
  cycleId: z.string(),
  tenantId: z.string(),
  /** Number of the ticket in the PSA. Left out: it is not opened yet. */
  number: z.string().optional(),
  /** Our key, with which it was opened: a tenant may have another name by now. */
  key: z.string().optional(),
  /** ISO 8601, UTC. */
  openedAt: z.string().optional(),
  /** Number of the ticket that lists what a person must do by hand. Left out: there is none. */
  manual: z.string().optional(),
  /** Keys of the notes that it has. */
  notes: z.array(z.string()),
  told: toldSchema,
  /**
   * The note that is being written, recorded before the PSA is called: a run after a crash writes this one again, which the PSA has or gets,
   * and tells in another what happened meanwhile. So it closes the ticket if it was to close it then, and not if that is so now: the PSA that
   * has the note does nothing more with it.
   */
  writing: z.strictObject({ key: z.string(), told: toldSchema, closes: z.boolean().optional() }).optional(),
  raised: z.boolean().optional(),
  /** ISO 8601, UTC. A person may have closed it before, or opened it again. */
  closedAt: z.string().optional(),
  /** Counts changes; a change is refused when another one came first. */
  revision: z.int(),
});
export type TicketProgress = Immutable<z.output<typeof ticketProgressSchema>>;

export const noTicket = ({
  cycleId,
  tenantId,
}: {
  readonly cycleId: string;
  readonly tenantId: string;
}): TicketProgress => ({
  cycleId,
  tenantId,
  notes: [],
  told: {},
  revision: 0,
});
