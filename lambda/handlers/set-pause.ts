import * as z from 'zod';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { pauseScopeSchema } from '../domain/rotation/pause.ts';
import { reason } from '../runtime/given-reason.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { operator } from '../usecases/facts.ts';
import { endPause, setPause } from '../usecases/rotation/pausing.ts';

const event = z.object({
  change: z.enum(['set', 'end']),
  scope: pauseScopeSchema,
  requestedBy: z.string().min(1).max(300),
  reason: reason.pipe(z.string().min(1)),
});

const state = tables();
const stores = { pauses: pauseStore(state), rotations: rotationStore(state) };

export const handler = withEstate((estate) => async (input: unknown) => {
  const ports = { ...stores, estate, now, component: 'set-pause' as const };
  const { change, scope, requestedBy, reason: why } = event.parse(input);
  return (change === 'set' ? setPause : endPause)(ports, operator(requestedBy), scope, why);
});
