import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modulesIn, sourceFolders } from './source-files.ts';

/** `import` and `export … from`, and `import(…)`. Imports of types count too: they tie files together for a reader just as well. */
const importPattern = /(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/g;

type Arrows = ReadonlyMap<string, readonly string[]>;

const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(importPattern)].map(([, target = '']) => join(dirname(file), target));

/** Every set of files in which each leads to each other one by imports; a file that imports itself is one alone. */
function circlesIn(arrows: Arrows): string[][] {
  const reach = new Map([...arrows.keys()].map((file) => [file, reachedFrom(file, arrows)]));
  const left = new Set([...reach].flatMap(([file, reached]) => (reached.has(file) ? [file] : [])));
  const circles: string[][] = [];
  for (const file of left) {
    const circle = [...left].filter((each) => reach.get(file)?.has(each) && reach.get(each)?.has(file));
    for (const each of circle) left.delete(each);
    circles.push(circle.sort());
  }
  return circles;
}

function reachedFrom(start: string, arrows: Arrows): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const target of arrows.get(file) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}

test('no file leads back to itself by its imports', () => {
  const arrows = new Map(sourceFolders.flatMap(modulesIn).map((file) => [file, importsOf(file)]));
  expect(arrows.size).toBeGreaterThan(300);
  expect([...arrows.values()].flat().length).toBeGreaterThan(1000);
  expect(circlesIn(arrows)).toEqual([]);
});

test('a circle is found, whatever hangs on it', () => {
  const arrows = new Map([
    ['in', ['a']],
    ['a', ['b', 'out']],
    ['b', ['c']],
    ['c', ['a']],
    ['out', ['in-the-end']],
    ['itself', ['itself']],
  ]);
  expect(circlesIn(arrows)).toEqual([['a', 'b', 'c'], ['itself']]);
});
