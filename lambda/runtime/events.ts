import * as z from 'zod';
import { cycleIdSchema as cycleId } from '../domain/identifiers.ts';

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

/** What `doctor --prove` asks for. Strict: nothing of a rotation is in it. */
export const trialEvent = z.strictObject({
  trial: z.strictObject({ tenantId: id, accountId: id }),
  requestedBy: z.string().min(1).max(300),
  /** Of its workflow, for the log. */
  executionId: z.string().optional(),
});

/**
 * `hasWaited`: the rotation had a place in line, whose time has come. Workflows that began under a release without a line leave it out, and
 * would take the answer `in-line` for leave to reset: they are never told it.
 */
export const stagingEvent = rotationEvent.extend({ hasWaited: z.boolean().default(true) });

/** An error that a workflow caught: its name, and `cause`, the JSON that Lambda returned for it. */
export const caughtError = z.object({ name: z.string(), cause: z.string().default('') });
