import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const packageSchema = z.object({ version: z.string() });

/** `0.1.0 (code 1a2b3c4d5e6f, Node v24.2.0)`: the commit, where this is a clone, with `-changed` where files differ from it. */
export function versionText(root: string): string {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(`${root}/package.json`, 'utf8')));
  const code = codeOf(root);
  return `${version} (${code === undefined ? '' : `code ${code}, `}Node ${process.version})`;
}

/** @returns `undefined`: a copy without its history, or a machine without git */
function codeOf(root: string): string | undefined {
  try {
    return execFileSync('git', ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=-changed'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
