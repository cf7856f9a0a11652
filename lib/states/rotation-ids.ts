import { extended, fromInput } from './jsonata.ts';

/**
 * JSONata for what the three machines of one rotation carry: its ids, and which run of its workflow an execution works for
 * (0: the first one; otherwise the number of the reopening that began it).
 */
export const ROTATION_IDS = extended(
  fromInput('cycleId', 'tenantId', 'accountId', 'rotationId'),
  "'run': $exists($states.input.run) ? $states.input.run : 0",
);
