import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What releases wrote to places that outlive a deployment: a folder for each, named by its version. */

const FOLDER = 'test/kept';
const VERSION = /^\d+\.\d+\.\d+$/;

/** The release that is being made, or that was made of these very sources. */
export const { version: current } = z
  .object({ version: z.string().regex(VERSION) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** Whether it has a date in the changelog: then nothing of it changes any more. */
export const isReleased = (version: string): boolean =>
  readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version} - `);

export const versions: readonly string[] = readdirSync(FOLDER).filter((name) => VERSION.test(name));

export const keptPath = (version: string, file: string): string => join(FOLDER, version, file);

/** @returns `undefined`: that release kept no such file */
export function kept(version: string, file: string): string | undefined {
  const path = keptPath(version, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Files of a release in one of its folders. */
export function keptIn(version: string, folder: string): readonly string[] {
  const path = keptPath(version, folder);
  return existsSync(path) ? readdirSync(path).map((name) => join(folder, name)) : [];
}
