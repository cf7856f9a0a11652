import { spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { buildSync } from 'esbuild';
import type { RunningProduct } from '../../local/running-product.ts';

export interface Ran {
  readonly exitCode: number | null;
  readonly printed: string;
  readonly complained: string;
}

/** Below the root, so that what is in node_modules is found. */
const compiled = 'node_modules/.cache/m365-rotation/rotation.mjs';
let isCompiled = false;

/** Once for each test file: to compile all that a command imports, each time that it runs, costs more than most commands do. */
function compile(): void {
  if (isCompiled) return;
  // Two test files at once never see half a file.
  const outfile = `${compiled}.${process.pid}`;
  buildSync({
    entryPoints: ['bin/rotation.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  });
  renameSync(outfile, compiled);
  isCompiled = true;
}

/**
 * `npm run rotation -- …`, as an operator runs it against the cloud on this machine.
 *
 * @param aws  address of the AWS endpoint, where calls are not to go to it directly
 * @param typed  what a person types
 */
export function rotationCommand(
  product: RunningProduct,
  estateFile: string,
  aws = product.cloud.addresses.aws,
  typed = '',
) {
  compile();
  const { microsoft, inbox } = product;
  const env = {
    ...process.env,
    ESTATE: estateFile,
    AWS_ENDPOINT_URL: aws,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    GRAPH_ENDPOINT: microsoft.addresses.graph,
    LOGIN_ENDPOINT: microsoft.addresses.login,
    PSA_ENDPOINT: inbox.psas.connectwise.endpoint,
    NODE_NO_WARNINGS: '1', // the SDK's advice to take a newer Node is no complaint of the command
  };
  return (...args: readonly string[]): Promise<Ran> => {
    const child = spawn(process.execPath, [compiled, ...args], { env, stdio: 'pipe' });
    child.stdin.end(typed);
    let printed = '';
    let complained = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained += text;
    });
    return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, printed, complained })));
  };
}
