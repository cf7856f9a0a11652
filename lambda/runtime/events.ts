import * as z from 'zod';
import { LONGEST_REASON } from '../domain/audit/reason.ts';
import { cycleIdSchema as cycleId } from '../domain/identifiers.ts';
import { oneLine } from '../domain/text/printable.ts';

/** Events that workflows pass to functions: ids, and at the end the error that they caught. */

const id = z.uuid();

export const cycleEvent = z.object({ cycleId });
export const tenantEvent = z.object({ cycleId, tenantId: id });
export const rotationEvent = z.object({
  cycleId,
  tenantId: id,
  accountId: id,
  rotationId: z.string().regex(/^[0-9a-f]{32}$/),
});

/** Why a person asks for something, in their words; it goes into audit records. */
export const reason = z
  .string()
  .transform((text) => oneLine(text))
  .pipe(z.string().max(LONGEST_REASON));

/** An error that a workflow caught: its name, and `cause`, the JSON that Lambda returned for it. */
export const caughtError = z.object({ name: z.string(), cause: z.string().default('') });
