import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import type { CycleStore } from '../../lambda/ports/cycle.ts';
import { endWords } from '../operator/answer-of.ts';
import { until, type Workflows } from '../operator/workflows.ts';

const WITHIN_SECONDS = 120;

/**
 * Waits until a workflow has opened its cycle. The function that it runs decides; where that opens none, the workflow ends, and nobody waits for
 * a row that never comes.
 *
 * @param execution  name of the workflow's execution
 * @returns `undefined`: it runs, and has opened none so far
 * @throws where it has ended without having opened one, with what it says and what to do
 */
export async function openedCycle(
  cycles: Pick<CycleStore, 'find'>,
  workflows: Pick<Workflows, 'describe'>,
  execution: string,
  cycleId: string,
): Promise<Cycle | undefined> {
  return until(WITHIN_SECONDS, async () => {
    // Before the row is looked for: an execution that has ended by now has made its row, if it makes one.
    const found = await workflows.describe('RotationCycle', execution);
    const cycle = await cycles.find(cycleId);
    if (cycle !== undefined || found === undefined || found.running) return cycle;
    throw new Error(notOpened(execution, found));
  });
}

const notOpened = (execution: string, ended: NonNullable<Awaited<ReturnType<Workflows['describe']>>>): string =>
  ended.status === 'SUCCEEDED'
    ? 'no cycle was opened: by the estate that is deployed, all its tenants are on hold, or none has the schedule. npm run rotation -- release lists what is on hold'
    : `no cycle was opened: execution ${execution} of RotationCycle ended as ${endWords(ended)}. Is the estate that you named the one that is deployed? Mend what it says, and run the command again`;
