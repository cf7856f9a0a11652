import * as z from 'zod';
import { machineNames } from '../../../contract/machines.ts';
import { machineOf } from '../machines.ts';
import { synthesized } from '../synthesized.ts';

/** What the state machines wait for, state by state, those inside maps included. */

const handler = z.looseObject({ ErrorEquals: z.array(z.string()) });
const state = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Retry: z.array(handler).default([]),
  Catch: z.array(handler).default([]),
});
const nested: z.ZodType<{ States: Record<string, unknown> }> = z.looseObject({
  States: z.record(z.string(), z.unknown()),
});

export interface WaitingState {
  /** Such as `TenantRotation.StartAccount`. */
  readonly name: string;
  /** `service:Action` that a task calls. */
  readonly calls: string | undefined;
  readonly retried: readonly string[];
  readonly caught: readonly string[];
}

function statesIn(machine: string, states: Readonly<Record<string, unknown>>): WaitingState[] {
  return Object.entries(states).flatMap(([name, raw]) => {
    const { Resource, Retry, Catch, ItemProcessor } = state.parse(raw);
    const inner = nested.safeParse(ItemProcessor);
    const own: WaitingState = {
      name: `${machine}.${name}`,
      calls: Resource === undefined ? undefined : callOf(Resource),
      retried: Retry.flatMap(({ ErrorEquals }) => ErrorEquals),
      caught: Catch.flatMap(({ ErrorEquals }) => ErrorEquals),
    };
    return [own, ...(inner.success ? statesIn(machine, inner.data.States) : [])];
  });
}

/** `…:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken` → `dynamodb:UpdateItem` */
function callOf(resource: string): string {
  const [, service = '', action = ''] = /:states:::(?:aws-sdk:)?(\w+):(\w+)/.exec(resource) ?? [];
  return `${service}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

const template = synthesized();

export const waitingStates: readonly WaitingState[] = machineNames.flatMap((name) =>
  statesIn(name, machineOf(template, name).definition.States),
);
