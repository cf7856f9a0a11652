import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

/** Below a folder that has `node_modules` above it: what is written there finds its packages. */
const CACHE = 'node_modules/.cache/m365-rotation/coldstart';

/** An import of one of our own files, which ends in `.ts` or `.tsx`. */
const OWN_IMPORT = /((?:from|import)\s*["']\.[^"']+)\.tsx?(["'])/g;

/**
 * The same code without bundling: each file translated by itself, packages as npm has put them.
 * @returns its folder, to be removed when it is not needed any more
 */
export function unbundled(): string {
  const rooms = ['lambda', 'config', 'contract'];
  const sources = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(room, name)),
  );
  const { outputFiles } = buildSync({
    entryPoints: sources,
    outdir: CACHE,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
  });
  rmSync(CACHE, { recursive: true, force: true });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replace(OWN_IMPORT, '$1.mjs$2'));
  }
  return CACHE;
}
