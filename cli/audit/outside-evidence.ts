import { isAbsolute, relative, sep } from 'node:path';

/**
 * Refuses to write into a folder of evidence: it stays as it is.
 *
 * @param path  what would be written
 * @throws where it is the folder, or lies in it
 */
export function requireOutside(folder: string, path: string): void {
  const from = relative(folder, path);
  if (from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from)) return;
  throw new Error(`${path} lies in ${folder}, which is evidence and stays as it is: name a place outside of it`);
}
