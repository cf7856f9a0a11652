import * as z from 'zod';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { pauseScopeSchema } from '../domain/rotation/pause.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { reason } from '../runtime/given-reason.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { operator } from '../usecases/facts.ts';
import { endPause, setPause } from '../usecases/rotation/pausing.ts';

const event = z.object({
  change: z.enum(['set', 'end']),
  scope: pauseScopeSchema,
  requestedBy: z.string().min(1).max(300),
  reason: reason.pipe(z.string().min(1)),
});

const state = tables();
const ports = {
  pauses: pauseStore(state),
  rotations: rotationStore(state),
  estate: readEstate(),
  now,
  component: 'set-pause' as const,
};

export const handler = (input: unknown) => {
  const { change, scope, requestedBy, reason: why } = event.parse(input);
  return (change === 'set' ? setPause : endPause)(ports, operator(requestedBy), scope, why);
};
