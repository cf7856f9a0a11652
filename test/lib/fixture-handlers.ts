import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyFunctionNames } from '../../contract/functions.ts';

/** A folder of handlers that do nothing: the template does not depend on what functions do. */
export function fixtureHandlers(folder: string): string {
  const handlers = join(folder, 'handlers');
  mkdirSync(handlers);
  for (const name of anyFunctionNames) {
    writeFileSync(join(handlers, `${name}.ts`), `export const handler = async () => ({ from: '${name}' });\n`);
  }
  return handlers;
}
