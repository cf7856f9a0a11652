import * as z from 'zod';

const noteSchema = z.object({
  id: z.int(),
  text: z.string(),
  /** Whether no contact of the customer sees it. */
  internal: z.boolean(),
});

/** A ticket as any PSA keeps it. */
export const ticketSchema = z.object({
  /** Which PSA it is in, such as `connectwise`. */
  system: z.string(),
  number: z.int(),
  /** The sender's own reference; empty where it gave none. */
  key: z.string(),
  company: z.string(),
  summary: z.string(),
  /** What contacts of the customer may read. */
  body: z.string(),
  /** Where it is filed: on a service board, in a queue, under a ticket type. */
  place: z.object({ kind: z.enum(['board', 'queue', 'type']), name: z.string() }),
  status: z.string(),
  closed: z.boolean(),
  priority: z.string(),
  notes: z.array(noteSchema),
});

export type VendorTicket = z.output<typeof ticketSchema>;

/** The tickets of one PSA. As with the vendors, nothing keeps two of them from having one key. */
export interface ServiceDesk {
  /** Newest first. */
  tickets(): readonly VendorTicket[];
  find(number: number): VendorTicket | undefined;
  open(ticket: Omit<VendorTicket, 'system' | 'number'>): VendorTicket;
  change(ticket: VendorTicket): void;
}
