import * as z from 'zod';
import { operatorArn, rotationEvent } from './ids.ts';

/** What `doctor --prove` asks for. Strict: nothing of a rotation is in it. */
export const trialEvent = z.strictObject({
  trial: z.strictObject({ tenantId: z.uuid(), accountId: z.uuid() }),
  requestedBy: operatorArn,
  executionId: z.string().optional(),
});

/** A rotation, or a trial of a reset. */
export const resettingEvent = z.union([trialEvent, rotationEvent]);
