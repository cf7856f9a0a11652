import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/**
 * Which room may import which. A room is the longest folder of this table that a file lies in;
 * `packages` are the npm packages and Node modules that it may use, everything if left out.
 */
const rooms: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages?: readonly RegExp[] }>> = {
  bin: { rooms: ['bin', 'lib', 'lambda', 'lambda/domain', 'lambda/usecases', 'lambda/adapters', 'config'] },
  lib: { rooms: ['lib', 'config'] },
  config: { rooms: ['config'], packages: [/^zod$/, /^yaml$/, /^node:(fs|url)$/] },
  'lambda/domain': { rooms: ['lambda/domain'], packages: [/^node:crypto$/] },
  lambda: { rooms: ['lambda/domain'], packages: [] },
  'lambda/usecases': { rooms: ['lambda/usecases', 'lambda/domain', 'lambda', 'config'], packages: [] },
  'lambda/adapters': { rooms: ['lambda/adapters', 'lambda/domain', 'lambda', 'config'] },
  'lambda/portal': {
    rooms: ['lambda/portal', 'lambda/usecases', 'lambda/domain', 'lambda/adapters', 'lambda', 'config'],
  },
  'lambda/handlers': {
    rooms: [
      'lambda/handlers',
      'lambda/portal',
      'lambda/usecases',
      'lambda/domain',
      'lambda/adapters',
      'lambda',
      'config',
    ],
  },
  local: { rooms: ['local'] },
  bench: { rooms: ['bench', 'local', 'lambda/domain', 'lambda/adapters', 'lambda', 'config'] },
};

const roomOf = (file: string) =>
  Object.keys(rooms)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const folders = ['bin', 'lib', 'lambda', 'config', 'local', 'bench'].filter((folder) => existsSync(folder));
const sources = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name))
    .map((name) => join(folder, name)),
);

const importPattern = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'([^']+)'/g;

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].flatMap((match) => match[1] ?? []);
}

function complaint(file: string, imported: string): string | undefined {
  const from = roomOf(file);
  const rule = from === undefined ? undefined : rooms[from];
  if (from === undefined || rule === undefined) return `${file} lies in no room`;
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
  expect(complaint('lambda/domain/rotation.ts', '../ports.ts')).toBeDefined();
  expect(complaint('lambda/domain/rotation.ts', '@aws-sdk/client-kms')).toBeDefined();
  expect(complaint('lib/schedules.ts', '../lambda/ports.ts')).toBeDefined();
  expect(complaint('local/main.ts', '../config/keys.ts')).toBeDefined();
  expect(complaint('lambda/usecases/x.ts', '../adapters/aws/outbox.ts')).toBeDefined();
});

test('no room is a drawer for odds and ends', () => {
  expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.tsx?$)/.test(file))).toEqual([]);
});
