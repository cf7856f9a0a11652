import type { FunctionEntry } from './function-entry.ts';
import { dailyFunctions } from './functions/daily.ts';
import { evidenceFunctions } from './functions/evidence.ts';
import { messageFunctions } from './functions/messages.ts';
import { pageFunctions } from './functions/pages.ts';
import { vaultFunctions } from './functions/vault.ts';
import { workflowFunctions } from './functions/workflows.ts';

/**
 * Every function, once: its key is the name of its handler in `lambda/handlers` and of its construct. What it may do, which variables it
 * has, what it alarms on and which requests it answers all follow from here.
 */
const entries = {
  ...workflowFunctions,
  ...vaultFunctions,
  ...pageFunctions,
  ...messageFunctions,
  ...dailyFunctions,
  ...evidenceFunctions,
} as const satisfies Readonly<Record<string, FunctionEntry>>;

/** Every function that a template can have. */
export type AnyFunctionName = keyof typeof entries;
/** Functions that every template has. */
export type FunctionName = {
  [Name in AnyFunctionName]: (typeof entries)[Name] extends { readonly onlyWhere: string } ? never : Name;
}[AnyFunctionName];

export const functionTable: Readonly<Record<AnyFunctionName, FunctionEntry>> = entries;

const isFunctionName = (name: string): name is AnyFunctionName => Object.hasOwn(entries, name);
const isInEveryTemplate = (name: AnyFunctionName): name is FunctionName => functionTable[name].onlyWhere === undefined;

/** All functions, including those that the estate's choice leaves out. */
export const anyFunctionNames: readonly AnyFunctionName[] = Object.keys(entries).filter(isFunctionName);
export const functionNames: readonly FunctionName[] = anyFunctionNames.filter(isInEveryTemplate);
