import * as z from 'zod';
import { LONGEST_REQUEST, MOST_CHOSEN } from '../../domain/cycle/only-these.ts';
import { requesterSchema } from '../../domain/rotation/requester.ts';
import { reason } from '../given-reason.ts';

/** A start by the scheduler, of a run that was moved, or on demand; `dryRun` with any of them. */
export const openingEvent = z.object({
  schedule: z.string(),
  run: z.string().optional(),
  scheduledFor: z.iso.datetime({ offset: true }),
  moved: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  executionId: z.string().min(1),
  onDemand: z
    .object({
      only: z
        .object({
          tenantIds: z.array(z.uuid()).min(1),
          accountIds: z.array(z.uuid()).max(MOST_CHOSEN).default([]),
          accountsOf: z.record(z.uuid(), z.array(z.uuid()).max(MOST_CHOSEN)).optional(),
        })
        .optional(),
      request: z.string().min(1).max(LONGEST_REQUEST).optional(),
      requestedBy: requesterSchema,
      reason: reason.pipe(z.string().min(1)),
      emergency: z.boolean().optional(),
    })
    .optional(),
});
