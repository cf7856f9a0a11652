import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { StateOf } from './definition.ts';
import type { ExecutionForStates } from './engine.ts';
import { limitedJson, StateFailure } from './failure.ts';
import { isSuspended } from './interruption.ts';
import type { Made } from './journal.ts';
import { labelOf, partOf } from './machine.ts';
import { concurrently, itemsOf } from './map-items.ts';
import type { Exit, Visit } from './visit.ts';

/** A map run never has more children at once. */
const MOST_AT_ONCE = 10_000;

/** What a map run will do: worked out once, before the first child starts. */
const planSchema = z.strictObject({
  inputs: z.array(z.unknown()),
  most: z.number(),
  toleratedPercentage: z.number(),
});
type Plan = z.infer<typeof planSchema>;

/** One attempt of a Map whose iterations are executions of their own, with histories of their own. */
export async function runDistributedMap(visit: Visit, map: StateOf<'Map'>): Promise<Exit> {
  const { scope, name } = visit;
  const { engine, part } = scope.execution;
  const label = labelOf(name, map.Label);
  await scope.step(() => ({ type: 'MapStateStarted', details: { length: 0 } }));
  const run = await scope.step(() => {
    const run = `${part.machine.name}/${label}:${randomUUID()}`;
    return {
      type: 'MapRunStarted',
      details: { mapRunArn: `arn:aws:states:${engine.region}:${engine.accountId}:mapRun:${run}` },
    };
  });
  const mapRunArn = String(run.details.mapRunArn);
  let result: unknown;
  try {
    const { memo } = await scope.step(async () => ({ type: 'Evaluated', memo: { plan: await plan(visit, map) } }));
    const end = await scope.step(() => runChildren(visit, label, mapRunArn, planSchema.parse(memo?.plan)));
    result = end.memo?.results;
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    await scope.step(() => ({ type: 'MapRunFailed', details: { error: error.error, cause: error.reason } }));
    await scope.step(() => ({ type: 'MapStateFailed' }));
    throw error;
  }
  await scope.step(() => ({ type: 'MapStateSucceeded' }));
  return visit.exit(map, '', result, { result });
}

async function plan(visit: Visit, map: StateOf<'Map'>): Promise<Plan> {
  const items = await itemsOf(visit, map);
  const inputs: unknown[] = [];
  for (const [Index, Value] of items.entries()) {
    const sight = visit.sight({}, { Map: { Item: { Index, Value } } });
    const input =
      map.ItemSelector === undefined ? Value : await visit.evaluate(map.ItemSelector, 'ItemSelector', sight);
    limitedJson(input, `item ${Index} of state '${visit.name}'`);
    inputs.push(input);
  }
  return {
    inputs,
    most: Math.min(map.MaxConcurrency || MOST_AT_ONCE, MOST_AT_ONCE),
    toleratedPercentage: map.ToleratedFailurePercentage ?? 0,
  };
}

async function runChildren(visit: Visit, label: string, mapRunArn: string, plan: Plan): Promise<Made> {
  const { scope } = visit;
  const { execution } = scope;
  const part = partOf(execution.part.machine, label);
  const children = new Map<number, ExecutionForStates>();
  let failures = 0;
  try {
    await concurrently(plan.inputs.length, plan.most, async (index) => {
      scope.signal.throwIfAborted();
      const input = JSON.stringify(plan.inputs[index]);
      const child = execution.engine.startChild(
        execution.identity,
        part,
        mapRunArn,
        childName(mapRunArn, index),
        input,
      );
      children.set(index, child);
      await scope.within(Number.POSITIVE_INFINITY, child.ended);
      if (child.status !== 'SUCCEEDED') failures++;
      if ((failures / plan.inputs.length) * 100 > plan.toleratedPercentage) {
        throw new StateFailure(
          'States.ExceedToleratedFailureThreshold',
          'The specified tolerated failure threshold was exceeded',
        );
      }
    });
  } catch (error) {
    if (!isSuspended(scope.signal)) {
      for (const child of children.values()) child.stop('States.TaskFailed', `Map run ${mapRunArn} has ended`);
    }
    throw error;
  }
  const results = plan.inputs.map((_, index) => resultOf(children.get(index)));
  limitedJson(results, `the result of state '${visit.name}'`);
  return { type: 'MapRunSucceeded', memo: { results } };
}

/** The same for the same item, so that going on after a stop finds the child again. It looks like AWS's: a UUID. */
function childName(mapRunArn: string, index: number): string {
  const hex = createHash('sha256').update(`${mapRunArn}#${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** A child's output; one that failed appears with everything known about it, as AWS lists it. */
function resultOf(child: ExecutionForStates | undefined): unknown {
  if (child?.output !== undefined) return JSON.parse(child.output);
  if (child === undefined) return null;
  const { identity, part, status, startedAt, stoppedAt, error, cause } = child;
  return {
    ExecutionArn: identity.arn,
    Input: identity.input,
    InputDetails: { Included: true },
    Name: identity.name,
    RedriveCount: 0,
    StartDate: new Date(startedAt).toISOString(),
    StateMachineArn: part.arn,
    Status: status,
    StopDate: new Date(stoppedAt ?? startedAt).toISOString(),
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
  };
}
