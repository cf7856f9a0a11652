import * as z from 'zod';
import { caughtError, cycleEvent } from './ids.ts';

/** Where opening failed, the workflow knows no cycle: it is found by the execution that opened it. */
export const closingCycleEvent = z.object({
  cycleId: cycleEvent.shape.cycleId.optional(),
  executionId: z.string(),
  error: caughtError.optional(),
});
