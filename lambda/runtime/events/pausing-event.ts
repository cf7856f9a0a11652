import * as z from 'zod';
import { pauseScopeSchema } from '../../domain/rotation/pause.ts';
import { operatorArnSchema } from '../../domain/rotation/requester.ts';
import { reason } from '../given-reason.ts';

/** `withoutDryRun` goes with `release`: also what no dry run has read. */
export const pausingEvent = z.object({
  change: z.enum(['set', 'end', 'release']),
  withoutDryRun: z.boolean().default(false),
  scope: pauseScopeSchema,
  requestedBy: operatorArnSchema,
  reason: reason.pipe(z.string().min(1)),
});
