import * as z from 'zod';
import { redrivenQueues } from '../../../contract/queues.ts';
import { operatorArnSchema } from '../../domain/rotation/requester.ts';
import { MOST_LETTERS } from '../../usecases/messages/redrive.ts';
import { reason } from '../given-reason.ts';

/** `ids`: of the messages to put back, as many as a list shows; none: all of them. `reason`: empty where they are listed only. */
export const redrivingEvent = z.object({
  change: z.enum(['list', 'redrive']),
  queue: z.enum(redrivenQueues),
  ids: z.array(z.string().max(100)).max(MOST_LETTERS),
  requestedBy: operatorArnSchema,
  reason,
});
