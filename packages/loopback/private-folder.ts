import { chmodSync, mkdirSync } from 'node:fs';

/** Only this user may open the folder. Windows has no such modes, and keeps to its own rules. */
const OWN_FOLDER = 0o700;
/** Only this user may read and write the file. */
export const OWN_FILE = 0o600;

/** Makes a folder that others cannot look into: what local services keep there are passwords. One that is there already becomes so. */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: OWN_FOLDER });
  chmodSync(path, OWN_FOLDER);
  return path;
}
