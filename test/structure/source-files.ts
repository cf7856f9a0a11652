import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of whatever ships or runs, the packages' own tests included. */
export const sourceFolders: readonly string[] = [
  'bin',
  'cli',
  'lib',
  'lambda',
  'config',
  'contract',
  'local',
  'packages',
  'bench',
  'gameday',
  'release',
].filter((folder) => existsSync(folder));

/** Modules below a folder, those of installed packages left out. */
export const modulesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !/(^|\/)node_modules\//.test(name))
    .map((name) => join(folder, name));
