import { isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { Behaviour } from './behaviour.ts';
import type { Execution, Place, World } from './world.ts';

/** What one step of an execution leads to; `undefined`: the execution has ended. */
export interface Result {
  readonly world: World;
  readonly to: Execution | undefined;
}

export type Steps = (world: World, execution: Execution, behaviour: Behaviour) => Result[];

export const at = (world: World, place: Place, retries: number, more: Partial<Execution> = {}): Result => ({
  world,
  to: { at: place, retries, ...more },
});

export const ended = (world: World): Result => ({ world, to: undefined });

/** Where a workflow begins again, by where its function was stopped. */
const restarts = ['stage', 'reset', 'verify', 'promote', 'deliver'] as const satisfies readonly Place[];

/**
 * A function was stopped or failed: the workflow runs it again, and gives up some day. Recording the outcome, reopening and
 * polling are never given up.
 */
export function failed(world: World, { at: place, retries, ending, wish, n }: Execution): Result[] {
  if (place === 'poll') return [at(world, 'poll', retries, { ...(n !== undefined && { n }) })];
  if (place === 'reopen.record') return [at(world, 'reopen', retries, { ...(wish && { wish }), ...(n && { n }) })];
  const again = restarts.find((each) => place === each || place.startsWith(`${each}.`));
  if (again === undefined) return [at(world, 'outcome', retries, ending === undefined ? {} : { ending })];
  return [...(retries > 0 ? [at(world, again, retries - 1)] : []), at(world, 'outcome', retries, { ending: 'error' })];
}

/** What follows when a rotation has ended. */
export const outcomeOf = (world: World, row: Rotation, retries: number): Result =>
  isIn(row, 'uncertain') ? at(world, 'outcome.settle', retries, { n: row.run ?? 0 }) : ended(world);
