import * as z from 'zod';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { reopeningModes } from '../domain/rotation/reopening.ts';
import { personSchema } from '../domain/rotation/requester.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { rotationEvent } from '../runtime/events.ts';
import { reason } from '../runtime/given-reason.ts';
import { tables } from '../runtime/tables.ts';
import { ticketPort } from '../runtime/ticket-port.ts';
import { now } from '../runtime/wiring.ts';
import { reopenRotation } from '../usecases/rotation/reopen-rotation.ts';

const event = rotationEvent.extend({
  reopen: z.object({
    n: z.int().min(1),
    mode: z.enum(reopeningModes),
    requestedBy: personSchema,
    reason: reason.optional(),
  }),
});

const ports = { rotations: rotationStore(tables()), ...ticketPort(), estate: readEstate(), now };

export const handler = (input: unknown) => {
  const { reopen, ...key } = event.parse(input);
  return reopenRotation(ports, key, reopen);
};
