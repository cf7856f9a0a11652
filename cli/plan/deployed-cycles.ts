import { cycleStore } from '../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { type FindLastCycle, lastCycleOf } from '../../lambda/usecases/discovery/last-cycle.ts';
import type { Deployment } from '../operator/deployed-stack.ts';
import { deployedTables } from '../operator/deployed-tables.ts';

/** Finds former cycles in the state table of the deployed product; without it there is nothing to compare with. */
export function lastCycleIn(deployment: Deployment): FindLastCycle {
  let former: Promise<FindLastCycle> | undefined;
  return async (schedule, tenantId) => {
    try {
      former ??= deployedTables(deployment).then((tables) =>
        lastCycleOf({ cycles: cycleStore(tables), rotations: rotationStore(tables), tenants: tenantStore(tables) }),
      );
      return await (await former)(schedule, tenantId);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { notCompared: `former cycles could not be read (${reason})` };
    }
  };
}
