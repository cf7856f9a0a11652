import * as z from 'zod';
import { reopeningModes } from '../../domain/rotation/reopening.ts';
import { personSchema } from '../../domain/rotation/requester.ts';
import { reason } from '../given-reason.ts';
import { rotationEvent } from './ids.ts';

export const reopeningEvent = rotationEvent.extend({
  reopen: z.object({
    n: z.int().min(1),
    mode: z.enum(reopeningModes),
    requestedBy: personSchema,
    reason: reason.optional(),
  }),
});
