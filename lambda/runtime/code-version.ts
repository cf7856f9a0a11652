import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CODE_VERSION_FILE } from '../../contract/variables.ts';

/** Version of the package, and 16 hex digits of a hash over the code of all functions: as records and checkpoints name the code. */
export function codeVersion(): string {
  const folder = process.env.LAMBDA_TASK_ROOT ?? '.';
  return z.string().parse(JSON.parse(readFileSync(join(folder, CODE_VERSION_FILE), 'utf8')));
}
