import * as z from 'zod';
import { cycleIdSchema } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';
import { inspectionKinds } from '../inspection/inspection.ts';

const ticketDueSchema = z.strictObject({ cycleId: cycleIdSchema, tenantId: z.uuid() });
const inspectionDueSchema = z.strictObject({ inspection: z.enum(inspectionKinds), tenantId: z.uuid() });

/** What goes over the queue of tickets: whose ticket may lack something, by ids alone. All else is read when it is written. */
export const dueSchema = z.union([ticketDueSchema, inspectionDueSchema]);

/** The ticket of a tenant and cycle may lack something. */
export type TicketDue = Immutable<z.output<typeof ticketDueSchema>>;

/** The ticket about what an inspection of a tenant found may lack something. */
export type InspectionDue = Immutable<z.output<typeof inspectionDueSchema>>;
