import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSync, type OutputFile } from 'esbuild';
import * as z from 'zod';
import { type AnyFunctionName, anyFunctionNames } from '../contract/functions.ts';
import { CODE_VERSION_FILE } from '../contract/variables.ts';

/**
 * What esbuild makes of ES modules is no ES module any more, and would not be strict. CommonJS, because an ES module that imports one of
 * Node's own modules runs all its getters, which loads what nobody asked for: 25 ms for `node:http` alone (ADR 55).
 */
const STRICT_BANNER = '"use strict";';

/** What takes the place of parts of the SDK that a function does not need. */
const STAND_INS = {
  '@aws-sdk/credential-provider-node': 'lambda/adapters/aws/environment-credentials.ts', // a tenth of each bundle
  '@aws-sdk/endpoint-cache': 'lambda/adapters/aws/no-endpoint-cache.ts', // 8 KB of each that uses DynamoDB
  '@smithy/core/event-streams': 'lambda/adapters/aws/no-event-streams.ts', // 19 KB of each
};

export interface BundleProps {
  /** Folder with one `<function name>.ts` each. */
  readonly handlers: string;
  /** Where the folders of the functions go; it is emptied first. */
  readonly output: string;
}

/**
 * Bundles all functions, each into a folder of its own with `index.js`, and the version of the code beside it.
 * The same input gives the same bytes on every machine: paths in source maps are relative, and nothing holds a time.
 *
 * @returns the folder of each function
 */
export function bundleFunctions({ handlers, output }: BundleProps): ReadonlyMap<AnyFunctionName, string> {
  const names = anyFunctionNames;
  const missing = names.filter((name) => !existsSync(join(handlers, `${name}.ts`)));
  if (missing.length > 0) {
    throw new Error(
      `${handlers} lacks ${missing.map((name) => `${name}.ts`).join(', ')}: each function needs its handler`,
    );
  }
  const outputFiles = batchesOf(names).flatMap((batch) => bundled(batch, handlers));
  rmSync(output, { recursive: true, force: true });
  for (const file of outputFiles) {
    const path = file.path.replace(resolve('bundles'), output);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.contents);
  }
  const version = JSON.stringify(versionOf(outputFiles));
  return new Map(
    names.map((name) => {
      // Otherwise Node asks the next package.json above, and that of this project says that its files are ES modules.
      writeFileSync(join(output, name, 'package.json'), '{"type":"commonjs"}\n');
      writeFileSync(join(output, name, CODE_VERSION_FILE), version);
      return [name, join(output, name)];
    }),
  );
}

/** All at once, esbuild takes more than a gigabyte; one by one, twice as long. */
const AT_ONCE = 8;

const batchesOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE));

const bundled = (names: readonly AnyFunctionName[], handlers: string): readonly OutputFile[] =>
  buildSync({
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, join(handlers, `${name}.ts`)])),
    outdir: resolve('bundles'), // nothing is written there: it is what source maps are relative to
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    supported: { 'dynamic-import': false }, // a dynamic import of Node's own module would run its getters, too
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(Object.entries(STAND_INS).map(([name, file]) => [name, resolve(file)])),
    banner: { js: STRICT_BANNER },
    minify: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  }).outputFiles;

const packageFile = z.object({ version: z.string() });

/** Version of the package, and 16 hex digits of SHA-256 over the code of all functions: whoever builds the same sources gets the same. */
function versionOf(files: readonly OutputFile[]): string {
  const code = files.filter(({ path }) => path.endsWith('.js')).sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { contents } of code) hash.update(createHash('sha256').update(contents).digest());
  const { version } = packageFile.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}
