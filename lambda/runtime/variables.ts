import type { Variable } from '../../contract/variables.ts';

/** @throws when the template does not set it: a function is deployed with all that it reads, or stops at once */
export function read(name: Variable): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the variable ${name} is not set`);
  return value;
}
