import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decoded } from '../lambda/domain/text/decoded.ts';

/** A file of an estate, as it was read. */
export interface EstateFile {
  /** As problems name it. */
  readonly path: string;
  readonly text: string;
}

/** The files of an estate: one that says everything, or one for the MSP and one for each tenant. */
export interface EstateFiles {
  readonly main: EstateFile;
  /** Sorted by their names; empty where no folder of tenants lies beside the file. */
  readonly tenants: readonly EstateFile[];
}

/** What a folder of an estate holds. */
const MAIN = 'estate.yaml';
const TENANTS = 'tenants';

/**
 * Finds and reads the files of an estate.
 *
 * @param path  a file, or a folder that holds `estate.yaml`
 */
export function estateFiles(path: string): EstateFiles | { readonly problems: readonly string[] } {
  if (!existsSync(path)) {
    return { problems: [`${path}: does not exist; give the path of an estate file, such as config/example.yaml`] };
  }
  const isFolder = statSync(path).isDirectory();
  const main = isFolder ? join(path, MAIN) : path;
  if (!existsSync(main))
    return { problems: [`${main}: does not exist; a folder of an estate holds a file of this name`] };
  const folder = join(dirname(main), TENANTS);
  const beside =
    existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  // A tenant that is overlooked looks like one that is well.
  const folders = beside.filter((each) => each.isDirectory()).map(({ name }) => join(folder, name));
  if (folders.length > 0) {
    return { problems: folders.map((each) => `${each}: is a folder; files of tenants lie in ${folder} itself`) };
  }
  const names = beside.map(({ name }) => name).filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.'));
  return { main: read(main), tenants: names.sort().map((name) => read(join(folder, name))) };
}

const read = (path: string): EstateFile => ({ path, text: decoded(readFileSync(path)) });
