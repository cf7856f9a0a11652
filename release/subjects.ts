import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that was built, by name and SHA-256 in hex. */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The code of each function, as it is deployed. @param bundles  the folder of each function */
export const subjectsOf = (bundles: ReadonlyMap<string, string>): readonly Subject[] =>
  [...bundles].map(([name, folder]) => ({
    name: `${name}/index.js`,
    digest: { sha256: sha256(readFileSync(join(folder, 'index.js'))) },
  }));
