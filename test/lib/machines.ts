import { z } from 'zod';
import type { MachineName } from '../../contract/machines.ts';
import { resourceOf, type Template } from './synthesized.ts';

const retrier = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxDelaySeconds: z.number(),
  MaxAttempts: z.number(),
  JitterStrategy: z.string(),
});

const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  End: z.boolean().default(false),
  Default: z.string().optional(),
  TimeoutSeconds: z.union([z.number(), z.string()]).optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
  Choices: z.array(z.looseObject({ Condition: z.string(), Next: z.string() })).default([]),
});
export type State = z.output<typeof stateSchema>;

/** A definition, or the part of one that runs in a map. */
export const machineDefinition = z.object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
const definition = machineDefinition.extend({ QueryLanguage: z.literal('JSONata') });
export type Definition = z.output<typeof definition>;

const properties = z.object({
  StateMachineName: z.string(),
  StateMachineType: z.literal('STANDARD'),
  LoggingConfiguration: z.object({ IncludeExecutionData: z.boolean(), Level: z.string() }),
  DefinitionString: z.unknown(),
});

export interface Machine {
  readonly name: string;
  readonly text: string;
  readonly definition: Definition;
  readonly logging: { readonly IncludeExecutionData: boolean; readonly Level: string };
}

/** References in a definition become their own JSON, so that the definition can be parsed and references recognized. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (joined.success) return joined.data['Fn::Join'][1].map(textOf).join(joined.data['Fn::Join'][0]);
  return JSON.stringify(value).replaceAll('"', "'");
}

export function machineOf(template: Template, name: MachineName): Machine {
  const found = properties.parse(resourceOf(template, 'AWS::StepFunctions::StateMachine', name).Properties);
  const text = textOf(found.DefinitionString);
  return {
    name: found.StateMachineName,
    text,
    definition: definition.parse(JSON.parse(text)),
    logging: found.LoggingConfiguration,
  };
}

export function stateOf({ definition: { States } }: Machine, name: string): State {
  const state = States[name];
  if (state === undefined) throw new Error(`there is no state ${name}`);
  return state;
}
