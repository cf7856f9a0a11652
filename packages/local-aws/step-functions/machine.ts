import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { MachineDeclaration } from '../template/declarations.ts';
import { checkBlock } from './check-definition.ts';
import { type Block, type Definition, machineDefinition } from './definition.ts';
import { Expressions } from './expressions.ts';

/** A state machine that was found to be wholly supported. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  /** SHA-256 of the definition: executions go on with the one that they were started with. */
  readonly digest: string;
  readonly expressions: Expressions;
}

/** A part of a machine that runs as executions of its own: the machine itself, or the children of a Distributed Map. */
export interface Part {
  readonly machine: Machine;
  /** `…:stateMachine:Name`, with `/Label` for children. */
  readonly arn: string;
  readonly name: string;
  readonly block: Block;
}

/**
 * Reads a declared machine.
 *
 * @throws {Error} naming every place of the definition that the local Step Functions doesn't support
 */
export function readMachine({ name, arn, roleArn, definition: json }: Omit<MachineDeclaration, 'logicalId'>): Machine {
  const refused = (problems: readonly string[]) =>
    new Error(`State machine ${name} can't run locally:\n${problems.map((each) => `  ${each}`).join('\n')}`);
  const parsed = machineDefinition.safeParse(json);
  if (!parsed.success) throw refused(parsed.error.issues.flatMap(problemsOf));
  const definition = parsed.data;
  const expressions = new Expressions();
  const problems = checkBlock(definition, { language: definition.QueryLanguage, expressions });
  if (problems.length > 0) throw refused(problems);
  const digest = createHash('sha256').update(JSON.stringify({ roleArn, definition })).digest('hex');
  return { arn, name, roleArn, definition, digest, expressions };
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.length === 0 ? 'definition' : issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${place}.${key} is not supported`);
  return [`${place}: ${issue.message}`];
}

/** The part that an execution of this name of a machine runs: `label` names a Distributed Map. */
export function partOf(machine: Machine, label?: string): Part {
  if (label === undefined) return { machine, arn: machine.arn, name: machine.name, block: machine.definition };
  const block = distributedMap(machine.definition, label);
  if (block === undefined) throw new Error(`State machine ${machine.name} has no Distributed Map labelled ${label}`);
  return { machine, arn: `${machine.arn}/${label}`, name: `${machine.name}/${label}`, block };
}

/** A Distributed Map without a label is called by its state's name, without what ARNs can't hold. */
export const labelOf = (name: string, given: string | undefined) => given ?? name.replace(/[^\w-]/g, '').slice(0, 40);

function distributedMap(block: Block, label: string): Block | undefined {
  for (const [name, state] of Object.entries(block.States)) {
    if (state.Type !== 'Map') continue;
    const { ProcessorConfig } = state.ItemProcessor;
    if (ProcessorConfig.Mode === 'DISTRIBUTED' && labelOf(name, state.Label) === label) return state.ItemProcessor;
    const inner = distributedMap(state.ItemProcessor, label);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
