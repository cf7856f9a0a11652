/**
 * `npm run rotation`. Node 20 runs no TypeScript: `rotation.ts` needs tsx, which takes 35 MB of the process that it loads into. Whoever
 * verifies years of records has better use for them, so that command is put together here, in memory: no file that could be old or another.
 */
import { setFlagsFromString } from 'node:v8';

// Lines of evidence become objects that are garbage at once. V8 would rather take twice the memory than collect them, and is no quicker. Set
// before anything is loaded.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=25');

const [command, subcommand] = process.argv.slice(2);
if (command === 'audit' && subcommand === 'verify') {
  await verify();
} else {
  await import('tsx');
  await import('./rotation.ts');
}

async function verify() {
  const { createRequire } = await import('node:module');
  const { join } = await import('node:path');
  const { Script } = await import('node:vm');
  const { build, stop } = await import('esbuild');
  const folder = join(import.meta.dirname, '..', 'cli', 'audit', 'verify');
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: '"use strict";' },
    external: ['esbuild'],
    define: { 'import.meta.dirname': JSON.stringify(folder) },
  });
  await stop(); // it would wait in a process of its own
  const code = outputFiles.map(({ text }) => text).join('');
  new Script(`(require) => {${code}}`, { filename: 'rotation-audit-verify.js' }).runInThisContext()(
    createRequire(import.meta.url),
  );
}
