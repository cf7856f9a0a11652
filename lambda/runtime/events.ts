import * as z from 'zod';
import { cycleIdSchema as cycleId } from '../domain/identifiers.ts';

/** What the workflows hand to functions: ids, and at the end what they caught. */

const id = z.uuid();

export const cycleEvent = z.object({ cycleId });
export const tenantEvent = z.object({ cycleId, tenantId: id });
export const rotationEvent = z.object({
  cycleId,
  tenantId: id,
  accountId: id,
  rotationId: z.string().regex(/^[0-9a-f]{32}$/),
});

export const caughtError = z.object({ name: z.string(), cause: z.string().default('') });
