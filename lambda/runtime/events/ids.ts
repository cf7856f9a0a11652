import * as z from 'zod';
import { cycleIdSchema as cycleId } from '../../domain/identifiers.ts';

/*
 * Events that workflows pass to functions: ids, and at the end the error that they caught. A test holds them to what the workflows send
 * (test/lib/function-events). Each payload has the execution's id too, for the log (`logged.ts`): a strict event must name it.
 */

const id = z.uuid();

export const cycleEvent = z.object({ cycleId });
export const tenantEvent = z.object({ cycleId, tenantId: id });
export const rotationEvent = z.object({
  cycleId,
  tenantId: id,
  accountId: id,
  rotationId: z.string().regex(/^[0-9a-f]{32}$/),
});

/** An error that a workflow caught: its name, and `cause`, the JSON that Lambda returned for it. */
export const caughtError = z.object({ name: z.string(), cause: z.string().default('') });
