import { accountSteps } from './account-steps.ts';
import type { Behaviour } from './behaviour.ts';
import { settlingSteps } from './settling-steps.ts';
import { failed, type Result, type Steps } from './steps.ts';
import { surroundings } from './surroundings.ts';
import type { Place, World } from './world.ts';

const steps: Readonly<Record<Place, Steps>> = { ...accountSteps, ...settlingSteps };

/** All worlds that one step leads to. */
export const next = (world: World, behaviour: Behaviour): readonly World[] => [
  ...surroundings(world, behaviour),
  ...world.executions.flatMap((_, i) => stepsOf(world, i, behaviour)),
];

/** What an execution may do next; for each also that its function is stopped before it, or after it and before the next call. */
function stepsOf(world: World, i: number, behaviour: Behaviour): World[] {
  const execution = world.executions[i];
  if (execution === undefined) return [];
  const put = ({ world: after, to }: Result): World => ({
    ...after,
    executions: after.executions.toSpliced(i, 1, ...(to === undefined ? [] : [to])),
  });
  const results = steps[execution.at](world, execution, behaviour);
  // Waiting for a decision, and the person's command, are no functions.
  if (execution.at === 'await' || execution.at === 'reopen') return results.map(put);
  const stopped = [world, ...results.map((each) => each.world)].flatMap((after) => failed(after, execution));
  return [...results, ...stopped].map(put);
}
