import * as z from 'zod';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { reopeningModes } from '../domain/reopening.ts';
import { reopenRotation } from '../usecases/reopen-rotation.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const event = rotationEvent.extend({
  reopen: z.object({
    n: z.int().min(1),
    mode: z.enum(reopeningModes),
    requestedBy: z.string().min(1).max(300),
    reason: z.string().max(500).optional(),
  }),
});

const ports = { rotations: rotationStore(tables()), estate: readEstate(), now };

export const handler = (input: unknown) => {
  const { reopen, ...key } = event.parse(input);
  return reopenRotation(ports, key, reopen);
};
