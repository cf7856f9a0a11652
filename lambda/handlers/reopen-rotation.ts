import * as z from 'zod';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { reopeningModes } from '../domain/rotation/reopening.ts';
import { personSchema } from '../domain/rotation/requester.ts';
import { rotationEvent } from '../runtime/events.ts';
import { reason } from '../runtime/given-reason.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { ticketPort } from '../runtime/ticket-port.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { reopenRotation } from '../usecases/rotation/reopen-rotation.ts';

const event = rotationEvent.extend({
  reopen: z.object({
    n: z.int().min(1),
    mode: z.enum(reopeningModes),
    requestedBy: personSchema,
    reason: reason.optional(),
  }),
});

const unchanging = { rotations: rotationStore(tables()), ...ticketPort(), now };

export const handler = logged(
  'reopen-rotation',
  withEstate((estate) => async (input: unknown) => {
    const { reopen, ...key } = event.parse(input);
    return reopenRotation({ ...unchanging, estate }, key, reopen);
  }),
);
