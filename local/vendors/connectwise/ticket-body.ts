import * as z from 'zod';
import type { Problem } from './refusal.ts';

const reference = z.union([z.strictObject({ id: z.int() }), z.strictObject({ identifier: z.string().min(1) })]);
const named = z.union([z.strictObject({ id: z.int() }), z.strictObject({ name: z.string().min(1) })]);

/**
 * A new ticket, with the fields that this product may send. ConnectWise ignores names it does not know;
 * here they are refused, so that a misspelt one is seen.
 */
const ticketSchema = z.strictObject({
  summary: z.string().min(1).max(100),
  company: reference,
  board: named.optional(),
  status: named.optional(),
  priority: named.optional(),
  externalXRef: z.string().max(100).optional(),
  initialDescription: z.string().optional(),
  initialInternalAnalysis: z.string().optional(),
  initialResolution: z.string().optional(),
  automaticEmailContactFlag: z.boolean().optional(),
  automaticEmailResourceFlag: z.boolean().optional(),
  automaticEmailCcFlag: z.boolean().optional(),
});
export type TicketBody = z.output<typeof ticketSchema>;

export const noteSchema = z.strictObject({
  text: z.string().min(1),
  detailDescriptionFlag: z.boolean().optional(),
  internalAnalysisFlag: z.boolean().optional(),
  resolutionFlag: z.boolean().optional(),
  processNotifications: z.boolean().optional(),
});

const change = z.discriminatedUnion('path', [
  z.strictObject({ op: z.literal('replace'), path: z.literal('status'), value: named }),
  z.strictObject({ op: z.literal('replace'), path: z.literal('priority'), value: named }),
]);

/** A change is a list of operations; an object to merge, which some guides show, is wrong. */
export const patchSchema = z.array(change).min(1);

export type Named = z.output<typeof named>;

export function readTicket(json: unknown): TicketBody | readonly Problem[] {
  const parsed = ticketSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ code, path, message }) => ({
    code: code === 'invalid_type' ? 'MissingRequired' : 'InvalidField',
    field: path.join('.') || 'ticket',
    message,
  }));
}
