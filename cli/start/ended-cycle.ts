import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import type { CycleStore } from '../../lambda/ports/cycle.ts';
import { until } from '../operator/workflows.ts';

const WITHIN_SECONDS = 30 * 86_400;

/**
 * Waits until a cycle has closed.
 * @throws where it has not closed within thirty days
 */
export async function endedCycle({ find }: Pick<CycleStore, 'find'>, cycleId: string): Promise<Cycle> {
  const closed = await until(WITHIN_SECONDS, async () => {
    const cycle = await find(cycleId);
    return cycle?.status === 'closed' ? cycle : undefined;
  });
  if (closed === undefined) {
    throw new Error(
      `cycle ${cycleId} has not closed: npm run rotation -- status --cycle ${cycleId} says what it waits for`,
    );
  }
  return closed;
}

/** Whether all went well in a cycle that has closed. What was rejected or expired was decided so. */
export const endedWell = ({ failure, totals }: Pick<Cycle, 'failure' | 'totals'>): boolean =>
  failure === undefined && totals !== undefined && totals.failed + totals.uncertain + totals.tenantsFailed === 0;
