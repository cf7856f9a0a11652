import { holdStore } from '../adapters/aws/dynamodb/cycle/hold-store.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { pausingEvent } from '../runtime/events/pausing-event.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { release } from '../usecases/cycle/releasing.ts';
import { operator } from '../usecases/facts.ts';
import { endPause, setPause } from '../usecases/rotation/pausing.ts';

const state = tables();
const stores = { pauses: pauseStore(state), holds: holdStore(state), rotations: rotationStore(state) };

export const handler = withEstate((estate) => async (input: unknown) => {
  const ports = { ...stores, estate, now, component: 'set-pause' as const };
  const { change, scope, requestedBy, reason: why, withoutDryRun } = pausingEvent.parse(input);
  if (change === 'release') return release(ports, operator(requestedBy), { scope, reason: why, withoutDryRun });
  return (change === 'set' ? setPause : endPause)(ports, operator(requestedBy), scope, why);
});
