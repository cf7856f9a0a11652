import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { OWN_FILE } from './private-folder.ts';

/**
 * Writes a file as a whole or not at all, even when the process is killed half-way. It is written when this returns.
 * Makes the folder where it is missing. Only this user may read the file: what local services keep may be secret.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, content, { mode: OWN_FILE });
  renameSync(`${file}.new`, file);
}

/** The same for a value, in a form that people read. */
export const writeJson = (file: string, value: unknown) => writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);

/**
 * @returns `undefined` when there is no such file
 * @throws {ZodError} when it holds something else than the schema says
 */
export function readJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return schema.parse(JSON.parse(text));
}
