import type { Block, StateOf } from './definition.ts';
import { limitedJson, StateFailure } from './failure.ts';
import { Interrupted, linkedTo } from './interruption.ts';
import type { Made } from './journal.ts';
import { concurrently, itemsOf } from './map-items.ts';
import { Scope } from './scope.ts';
import type { Exit, Visit } from './visit.ts';

/** An inline Map never runs more iterations at once. */
const MOST_AT_ONCE = 40;

/** Runs the states of one iteration: what runs a Map's states runs the Map, too, and hands itself in. */
type RunBlock = (scope: Scope, block: Block, input: unknown) => Promise<unknown>;

type Ending = 'running' | 'succeeded' | 'failed';

/** One attempt of a Map whose iterations run in the execution's own history. One failed iteration fails the Map. */
export async function runInlineMap(visit: Visit, map: StateOf<'Map'>, runBlock: RunBlock): Promise<Exit> {
  const { scope, name } = visit;
  const started = await scope.step(async () => {
    const items = await itemsOf(visit, map);
    return { type: 'MapStateStarted', details: { length: items.length }, memo: { items } };
  });
  const items: unknown[] = Array.isArray(started.memo?.items) ? started.memo.items : [];
  const most = Math.min(map.MaxConcurrency || MOST_AT_ONCE, MOST_AT_ONCE);
  const end = await scope.step(() => iterate(visit, map, runBlock, started.id, items, most));
  if (end.type === 'MapStateSucceeded') {
    const result = end.memo?.results;
    return visit.exit(map, '', result, { result });
  }
  const { error, cause, aborted } = end.memo ?? {};
  for (const index of Array.isArray(aborted) ? aborted : []) {
    await scope.step(() => ({ type: 'MapIterationAborted', details: { name, index } }));
  }
  await scope.step(() => ({ type: 'MapStateFailed' }));
  throw new StateFailure(String(error), cause === undefined ? undefined : String(cause));
}

async function iterate(
  visit: Visit,
  map: StateOf<'Map'>,
  runBlock: RunBlock,
  id: number,
  items: unknown[],
  most: number,
): Promise<Made> {
  const link = linkedTo(visit.scope.signal);
  const endings = new Map<number, Ending>();
  const results: unknown[] = new Array(items.length).fill(null);
  try {
    await concurrently(items.length, most, async (index) => {
      endings.set(index, 'running');
      const outcome = await iteration(visit, map, runBlock, link.signal, `${id}:${index}`, index, items[index]);
      endings.set(index, outcome instanceof StateFailure ? 'failed' : 'succeeded');
      if (outcome instanceof StateFailure) throw outcome;
      results[index] = outcome.output;
    });
    limitedJson(results, `the result of state '${visit.name}'`);
    return { type: 'MapStateSucceeded', memo: { results } };
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    link.abort(new Interrupted('another iteration failed'));
    const aborted = [...endings].filter(([, ending]) => ending === 'running').map(([index]) => index);
    return { type: 'MapBroken', memo: { error: error.error, cause: error.reason, aborted } };
  } finally {
    link.unlink();
  }
}

async function iteration(
  visit: Visit,
  map: StateOf<'Map'>,
  runBlock: RunBlock,
  signal: AbortSignal,
  key: string,
  index: number,
  item: unknown,
): Promise<{ readonly output: unknown } | StateFailure> {
  const { execution, previous } = visit.scope;
  const details = { name: visit.name, index };
  const context = { Item: { Index: index, Value: item } };
  const scope = new Scope(execution, key, signal, { previous, map: context });
  try {
    const started = await scope.step(async () => {
      const sight = visit.sight({}, { Map: context });
      const input =
        map.ItemSelector === undefined ? item : await visit.evaluate(map.ItemSelector, 'ItemSelector', sight);
      return { type: 'MapIterationStarted', details, memo: { input } };
    });
    const output = await runBlock(scope, map.ItemProcessor, started.memo?.input);
    await scope.step(() => ({ type: 'MapIterationSucceeded', details }));
    return { output };
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    await scope.step(() => ({ type: 'MapIterationFailed', details }));
    return error;
  }
}
