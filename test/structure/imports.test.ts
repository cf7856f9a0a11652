import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { modulesIn, sourceFolders } from './source-files.ts';

/** What handlers may import, and what they share. */
const ofFunctions = [
  'lambda/runtime',
  'lambda/portal',
  'lambda/usecases',
  'lambda/domain',
  'lambda/ports',
  'lambda/adapters',
  'config',
  'contract',
];

/**
 * Which room may import which. A room is the longest folder of this table that a file lies in, or a file;
 * `packages` are the npm packages and Node modules that it may use, everything if left out.
 */
const rooms: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages?: readonly RegExp[] }>> = {
  bin: { rooms: ['cli', 'lib', 'config'] },
  /** Starts the command line, and is nothing else. */
  'bin/rotation.mjs': { rooms: ['bin'], packages: [/^node:/, /^tsx$/, /^esbuild$/] },
  cli: {
    rooms: ['cli', 'lambda/domain', 'lambda/usecases', 'lambda/ports', 'lambda/adapters', 'config', 'contract'],
  },
  lib: { rooms: ['lib', 'config', 'contract'] },
  config: { rooms: ['config', 'contract', 'lambda/domain'], packages: [/^zod$/, /^yaml$/, /^node:(fs|path|url)$/] },
  contract: { rooms: ['contract'], packages: [] },
  'lambda/domain': { rooms: ['lambda/domain'], packages: [/^zod$/, /^node:crypto$/] },
  'lambda/ports': { rooms: ['lambda/ports', 'lambda/domain'], packages: [] },
  'lambda/usecases': {
    rooms: ['lambda/usecases', 'lambda/domain', 'lambda/ports', 'config', 'contract'],
    packages: [],
  },
  'lambda/adapters': { rooms: ['lambda/adapters', 'lambda/domain', 'lambda/ports', 'config', 'contract'] },
  'lambda/portal': {
    rooms: [
      'lambda/portal',
      'lambda/usecases',
      'lambda/domain',
      'lambda/ports',
      'lambda/adapters',
      'config',
      'contract',
    ],
  },
  'lambda/runtime': { rooms: ofFunctions },
  'lambda/handlers': { rooms: ofFunctions },
  /** Makes a release: builds what `lib` bundles, and says of what. */
  release: { rooms: ['release', 'lib', 'contract'] },
  local: { rooms: ['local'] },
  'packages/loopback': { rooms: ['packages/loopback'] },
  'packages/local-aws': { rooms: ['packages/local-aws'] },
  'packages/local-microsoft': { rooms: ['packages/local-microsoft'] },
  /** What tests and benchmarks of whole runs have in common: estates, and what a run leaves. */
  'test/runs': { rooms: ['test/runs', 'config', 'local'] },
  /** Made evidence: honest folders of auditors. */
  'test/evidence': { rooms: ['test/evidence', 'lambda/domain', 'contract'] },
  /** The tables in memory, which `test/contract/stores` holds to what DynamoDB does: benchmarks of use cases run over them too. */
  'test/lambda/usecases/in-memory-tables.ts': { rooms: [] },
  /** Causes every alarm of the table in the whole product. */
  gameday: { rooms: ['gameday', 'test/runs', 'local', 'contract'] },
  bench: {
    rooms: [
      'bench',
      'test/runs',
      'test/evidence',
      'test/lambda/usecases/in-memory-tables.ts',
      'local',
      'cli',
      'lambda/domain',
      'lambda/usecases',
      'lambda/ports',
      'lambda/adapters',
      'lambda/portal',
      'config',
      'contract',
    ],
  },
};

/** The emulators are used by name, which leads to their `index.ts` and to nothing inside; the product knows none of them. */
const PACKAGE = /^@m365-rotation\//;
const usersOfPackages: ReadonlySet<string> = new Set([
  'local',
  'bench',
  'gameday',
  'test/runs',
  'packages/local-aws',
  'packages/local-microsoft',
]);

const roomOf = (file: string) =>
  Object.keys(rooms)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const sources = [...sourceFolders, 'test/runs', 'test/evidence'].flatMap(modulesIn);

/** Not the `import` of a name with a dash, such as esbuild's `dynamic-import`. */
const importPattern = /(?<!-)(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'([^']+)'/g;

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].flatMap((match) => match[1] ?? []);
}

function complaint(file: string, imported: string): string | undefined {
  const from = roomOf(file);
  const rule = from === undefined ? undefined : rooms[from];
  if (from === undefined || rule === undefined) return `${file} lies in no room`;
  if (PACKAGE.test(imported)) {
    return usersOfPackages.has(from) ? undefined : `${file}: ${from} may not use the emulator '${imported}'`;
  }
  if (!imported.startsWith('.')) {
    const allowed = rule.packages?.some((each) => each.test(imported)) ?? true;
    return allowed ? undefined : `${file}: ${from} may not use the package '${imported}'`;
  }
  const target = relative('.', normalize(join(dirname(file), imported)));
  const to = roomOf(target) ?? target;
  return rule.rooms.includes(to) ? undefined : `${file}: ${from} may not import ${to} ('${imported}')`;
}

test('every import follows the arrows', () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.flatMap((file) => importsOf(file).flatMap((imported) => complaint(file, imported) ?? []))).toEqual([]);
});

test('an arrow that must not be is noticed', () => {
  expect(complaint('lambda/domain/rotation/rotation.ts', '../../ports/rotation.ts')).toBeDefined();
  expect(complaint('lambda/domain/rotation/rotation.ts', '@aws-sdk/client-kms')).toBeDefined();
  expect(complaint('lib/schedules.ts', '../lambda/ports/clock.ts')).toBeDefined();
  expect(complaint('local/main.ts', '../contract/table-keys.ts')).toBeDefined();
  expect(complaint('local/main.ts', '../packages/local-aws/iam.ts')).toBeDefined();
  expect(complaint('packages/local-aws/test/iam.test.ts', '../../../lib/tables.ts')).toBeDefined();
  expect(complaint('lambda/usecases/rotation/x.ts', '../../adapters/aws/message-queue.ts')).toBeDefined();
  expect(complaint('lambda/usecases/rotation/x.ts', '@m365-rotation/local-aws')).toBeDefined();
});

test('tests use the emulators through their doors too', () => {
  const inside = /\.\.\/packages\/[\w-]+\//;
  expect(
    modulesIn('test').flatMap((file) =>
      importsOf(file).flatMap((each) => (inside.test(each) ? `${file}: ${each}` : [])),
    ),
  ).toEqual([]);
});

test('no room is a drawer for odds and ends', () => {
  expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.tsx?$)/.test(file))).toEqual([]);
});

test('tests of the domain need nothing else of the product: mutation tests run them without it', () => {
  const foreign = (file: string) =>
    importsOf(file).filter((each) => {
      const target = relative('.', normalize(join(dirname(file), each)));
      return each.startsWith('.') && !/^(lambda\/domain|test)\//.test(target);
    });
  const reached = new Set<string>();
  const walk = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const each of importsOf(file).filter((name) => name.startsWith('.') && /\.tsx?$/.test(name))) {
      const target = relative('.', normalize(join(dirname(file), each)));
      if (target.startsWith('test/')) walk(target);
    }
  };
  for (const file of modulesIn('test/lambda/domain')) walk(file);
  expect([...reached].flatMap((file) => foreign(file).map((each) => `${file}: ${each}`))).toEqual([]);
});
