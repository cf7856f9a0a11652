import * as z from 'zod';
import { operatorArnSchema } from '../../domain/rotation/requester.ts';
import { rotationEvent } from './ids.ts';

/** What `doctor --prove` asks for. Strict: nothing of a rotation is in it. */
export const trialEvent = z.strictObject({
  trial: z.strictObject({ tenantId: z.uuid(), accountId: z.uuid() }),
  requestedBy: operatorArnSchema,
  executionId: z.string().optional(),
});

/** A rotation, or a trial of a reset. */
export const resettingEvent = z.union([trialEvent, rotationEvent]);
