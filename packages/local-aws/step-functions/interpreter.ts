import type { Block, State, StateOf } from './definition.ts';
import { runDistributedMap } from './distributed-map.ts';
import { limitedJson, StateFailure } from './failure.ts';
import { runInlineMap } from './inline-map.ts';
import { persist } from './retry.ts';
import type { Scope } from './scope.ts';
import { runTask } from './tasks.ts';
import { type Exit, Visit } from './visit.ts';

/**
 * Runs states from the first one until one of them ends their line.
 *
 * @returns the last state's output
 * @throws {StateFailure} when a state failed and nothing caught it
 */
export async function runBlock(scope: Scope, block: Block, input: unknown): Promise<unknown> {
  let at: Exit = { next: block.StartAt, output: input };
  while (at.next !== undefined) {
    const state = block.States[at.next];
    if (state === undefined) throw new Error(`no state '${at.next}'`); // checked when the machine was declared
    at = await runState(scope, at.next, state, at.output);
  }
  return at.output;
}

async function runState(scope: Scope, name: string, state: State, input: unknown): Promise<Exit> {
  const entered = await scope.step(() => ({
    type: `${state.Type}StateEntered`,
    details: { name, input: limitedJson(input, `the input of state '${name}'`) },
  }));
  const visit = new Visit(scope, name, state.Type, input, entered);
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return visit.exit(state, '', input);
    case 'Fail':
      throw await failureOf(visit, state);
    case 'Wait':
      await wait(visit, state);
      return visit.exit(state, '', input);
    case 'Choice':
      return choose(visit, state);
    case 'Task':
      return persist(visit, state, () => runTask(visit, state));
    case 'Map':
      return persist(visit, state, () =>
        state.ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED'
          ? runDistributedMap(visit, state)
          : runInlineMap(visit, state, runBlock),
      );
  }
}

async function failureOf(visit: Visit, { Error: error, Cause: cause }: StateOf<'Fail'>): Promise<StateFailure> {
  const { memo } = await visit.scope.step(async () => ({
    type: 'Evaluated',
    memo: {
      error: error === undefined ? undefined : await visit.evaluate(error, 'Error'),
      cause: cause === undefined ? undefined : await visit.evaluate(cause, 'Cause'),
    },
  }));
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return new StateFailure(text(memo?.error) ?? 'States.TaskFailed', text(memo?.cause));
}

/** A span of time passes as fast as the clock goes; a time of day comes when it comes, however fast that is. */
async function wait(visit: Visit, { Seconds, Timestamp }: StateOf<'Wait'>): Promise<void> {
  const { scope } = visit;
  const { time, clock } = scope.execution.engine;
  const { memo } = await scope.step(async () => ({
    type: 'Waiting',
    memo:
      Seconds === undefined
        ? { timestamp: await visit.timestamp(Timestamp, 'Timestamp') }
        : { until: time.elapsed() + (await visit.whole(Seconds, 'Seconds')) * 1000 },
  }));
  if (scope.replaying) return;
  const until =
    memo?.timestamp === undefined
      ? Number(memo?.until)
      : time.elapsed() + (Date.parse(String(memo.timestamp)) - clock.now().getTime()) * clock.speed;
  await time.reach(until, scope.signal);
}

async function choose(visit: Visit, state: StateOf<'Choice'>): Promise<Exit> {
  const { memo } = await visit.scope.step(async () => ({
    type: 'Evaluated',
    memo: { rule: await firstTrue(visit, state) },
  }));
  const i = Number(memo?.rule);
  const rule = state.Choices[i];
  if (rule !== undefined) return visit.exit(rule, `Choices[${i}]/`, visit.input);
  if (state.Default !== undefined) return visit.exit({ ...state, Next: state.Default }, '', visit.input);
  throw new StateFailure('States.Runtime', `No choice of state '${visit.name}' is true, and it has no Default.`);
}

/** @returns the index of the first rule whose condition is true, −1 if none is */
async function firstTrue(visit: Visit, { Choices }: StateOf<'Choice'>): Promise<number> {
  for (const [i, { Condition }] of Choices.entries()) {
    const field = `Choices[${i}]/Condition`;
    const value = await visit.evaluate(Condition, field);
    if (typeof value !== 'boolean') throw visit.wrongValue(field, 'must be true or false', Condition);
    if (value) return i;
  }
  return -1;
}
