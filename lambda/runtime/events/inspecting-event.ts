import * as z from 'zod';
import { inspectionKinds, MOST_ASKED_FOR } from '../../domain/inspection/inspection.ts';
import { operatorArnSchema } from '../../domain/rotation/requester.ts';

/** By the schedule: whatever is due. By `rotation drill` or `rotation consents`: these tenants, where they were not looked at since. */
export const inspectingEvent = z.union([
  z.object({
    inspection: z.enum(inspectionKinds),
    tenantIds: z.array(z.uuid()).max(MOST_ASKED_FOR),
    since: z.iso.datetime(),
    requestedBy: operatorArnSchema,
  }),
  // What asks for something and does not say it well is an error, and no run of the schedule.
  z.object({ inspection: z.undefined().optional() }).transform(() => undefined),
]);
