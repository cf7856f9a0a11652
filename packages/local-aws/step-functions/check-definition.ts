import type { Block, State, StateOf } from './definition.ts';
import type { Expressions } from './expressions.ts';
import { integrationOf } from './integrations.ts';

interface Surroundings {
  readonly language: 'JSONata' | undefined;
  readonly expressions: Expressions;
}

/** What the schema can't say: where states lead, in which language, with which resources and expressions. */
export function checkBlock(block: Block, around: Surroundings): string[] {
  const names = Object.keys(block.States);
  const known = (name: string | undefined, from: string) =>
    name === undefined || names.includes(name) ? [] : [`${from} leads to '${name}', which isn't a state here`];
  return [
    ...known(block.StartAt, 'StartAt'),
    ...Object.entries(block.States).flatMap(([name, state]) => [
      ...targetsOf(state).flatMap((target) => known(target, `States.${name}`)),
      ...checkState(name, state, around).map((problem) => `States.${name}: ${problem}`),
    ]),
  ];
}

function targetsOf(state: State): (string | undefined)[] {
  const caught = 'Catch' in state ? state.Catch.map((each) => each.Next) : [];
  const chosen = state.Type === 'Choice' ? [state.Default, ...state.Choices.map((each) => each.Next)] : [];
  return ['Next' in state ? state.Next : undefined, ...caught, ...chosen];
}

function checkState(name: string, state: State, around: Surroundings): string[] {
  const problems: string[] = [];
  // Success and failure without any field mean the same in both languages.
  const needsLanguage = state.Type !== 'Succeed' && state.Type !== 'Fail';
  if (around.language === undefined && state.QueryLanguage === undefined && needsLanguage) {
    problems.push('only the query language JSONata is supported');
  }
  if ('Next' in state || 'End' in state || ['Pass', 'Task', 'Wait', 'Map'].includes(state.Type)) {
    const next = 'Next' in state ? state.Next : undefined;
    const end = 'End' in state ? state.End : undefined;
    if ((next === undefined) === (end === undefined)) problems.push('needs either Next or End');
  }
  if (name.length > 80) problems.push('the name is longer than 80 characters');
  problems.push(...checkErrorNames(state), ...checkExpressions(state, around.expressions));
  if (state.Type === 'Task') problems.push(...checkTask(state));
  if (state.Type === 'Map') problems.push(...checkMap(state, around));
  return problems;
}

function checkErrorNames(state: State): string[] {
  if (!('Retry' in state)) return [];
  const alone = [state.Retry, state.Catch].every((list) =>
    list.every(
      ({ ErrorEquals }, i) =>
        !ErrorEquals.includes('States.ALL') || (ErrorEquals.length === 1 && i === list.length - 1),
    ),
  );
  const delays = state.Retry.every(
    (each) => each.MaxDelaySeconds === undefined || each.MaxDelaySeconds > each.IntervalSeconds,
  );
  return [
    ...(alone ? [] : ['States.ALL must stand alone and last']),
    ...(delays ? [] : ['MaxDelaySeconds must be above IntervalSeconds']),
  ];
}

function checkExpressions(state: State, expressions: Expressions): string[] {
  // The states inside a Map are checked by themselves.
  const fields = Object.entries(state).filter(([key]) => key !== 'ItemProcessor' && key !== 'Comment');
  return fields.flatMap(([key, value]) => {
    try {
      expressions.check(value, key);
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

function checkTask(task: StateOf<'Task'>): string[] {
  let waits: boolean;
  try {
    waits = integrationOf(task.Resource).waitsForToken;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  if (waits && !JSON.stringify(task.Arguments ?? {}).includes('$states.context.Task.Token')) {
    return ['waits for a task token that its Arguments give to nobody'];
  }
  return [];
}

function checkMap(map: StateOf<'Map'>, around: Surroundings): string[] {
  const distributed = map.ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED';
  const own = distributed
    ? map.Items !== undefined && map.ItemReader !== undefined
      ? ['Items and ItemReader exclude each other']
      : []
    : (['ItemReader', 'ToleratedFailurePercentage', 'Label'] as const)
        .filter((each) => map[each] !== undefined)
        .map((each) => `${each} needs a Distributed Map`);
  const inner = checkBlock(map.ItemProcessor, around);
  return [...own, ...inner.map((problem) => `ItemProcessor.${problem}`)];
}
