import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anyFunctionNames } from '../../contract/functions.ts';
import { type Variable, variable } from '../../contract/variables.ts';
import { grantsOf } from './grants.ts';
import { estateOfAllFunctions, secondRegion, synthesized } from './synthesized.ts';

const names: ReadonlyMap<string, Variable> = new Map(Object.entries(variable));
/** No estate has all functions: events go to a bus or to a webhook. */
const grants = new Map([secondRegion(), estateOfAllFunctions()].flatMap((each) => [...grantsOf(synthesized(each))]));

/** What a handler reads, and the files of its folder that it is made of. A missing variable stops a function as it starts. */
function variablesRead(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const own = [...text.matchAll(/read\(variable\.(\w+)\)/g)].flatMap(([, key]) => names.get(key ?? '') ?? []);
  const imported = [...text.matchAll(/from '(\.\.?\/(?:runtime\/)?[^'/]+)'/g)].map(([, path]) =>
    join(dirname(file), path ?? ''),
  );
  return [...new Set([...own, ...imported.flatMap((each) => variablesRead(each, seen))])].sort();
}

test.each(anyFunctionNames)('%s is told what it reads, and nothing else', (name) => {
  const told = [...(grants.get(name)?.variables ?? [])].sort();
  expect(told).toEqual(variablesRead(`lambda/handlers/${name}.ts`));
});
