import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { type Inspection, inspectionKinds, isReadable } from './inspection.ts';

/** One ticket per tenant and inspection, from when it begins to fail until it passes: never a second one for the same trouble. */

export const inspectionTicketSchema = z.strictObject({
  kind: z.enum(inspectionKinds),
  tenantId: z.string(),
  /** Number of the ticket in the PSA. */
  number: z.string(),
  /** Our key, with which it was opened. */
  key: z.string(),
  /** `changedAt` of the result that it tells. */
  told: z.string(),
  /** ISO 8601, UTC. Left out: it is open, as far as we know. */
  closedAt: z.string().optional(),
  /** Counts changes; a change is refused when another one came first. */
  revision: z.int(),
});
export type InspectionTicket = Immutable<z.output<typeof inspectionTicketSchema>>;

export type InspectionTicketStep = { readonly kind: 'open' | 'note' | 'close'; readonly key: string };

/**
 * What the ticket lacks; `undefined`: nothing.
 *
 * @param tenantName  the tenant's name in the estate, of letters, digits and `-`
 * @returns `key`: of the ticket to open, or of the note to write
 */
export function nextInspectionStep(
  ticket: InspectionTicket | undefined,
  inspection: Inspection,
  tenantName: string,
): InspectionTicketStep | undefined {
  const { kind, verdict, failedSince, changedAt } = inspection;
  const isOpen = ticket !== undefined && ticket.closedAt === undefined;
  if (isOpen && failedSince === undefined) return { kind: 'close', key: `mended-${digits(changedAt)}` };
  if (isOpen && ticket.told !== changedAt && isReadable(inspection)) {
    return { kind: 'note', key: `changed-${digits(changedAt)}` };
  }
  if (isOpen || verdict !== 'failed' || failedSince === undefined) return undefined;
  return { kind: 'open', key: `m365rot:${kind}:${tenantName}:${digits(failedSince)}` };
}

const digits = (instant: string) => instant.replace(/\D/g, '').slice(0, 14);
