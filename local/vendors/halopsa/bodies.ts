import * as z from 'zod';

/**
 * What is saved, with the names that this product may send. Halo refuses names that its schema does not have; here every other one is
 * refused. A single object in place of a list is refused by both.
 */
const ticketSchema = z.strictObject({
  id: z.int().optional(),
  summary: z.string().optional(),
  details: z.string().optional(),
  tickettype_id: z.int().optional(),
  client_id: z.int().optional(),
  status_id: z.int().optional(),
  priority_id: z.int().optional(),
  third_party_id_string: z.string().optional(),
  dont_do_rules: z.boolean().optional(),
});
export type TicketBody = z.output<typeof ticketSchema>;
export const ticketsSchema = z.array(ticketSchema).length(1);

const actionSchema = z.strictObject({
  ticket_id: z.int(),
  outcome: z.string().optional(),
  outcome_id: z.int().optional(),
  note: z.string().optional(),
  note_html: z.string().optional(),
  hiddenfromuser: z.boolean().optional(),
  sendemail: z.boolean().optional(),
  new_status: z.int().optional(),
  dont_do_rules: z.boolean().optional(),
});
export type ActionBody = z.output<typeof actionSchema>;
export const actionsSchema = z.array(actionSchema).length(1);

export const tokenSchema = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  scope: z.string().min(1),
});
