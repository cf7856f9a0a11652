import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';

/** Licences of everything that npm installs, as the lock names them. Whatever is not on the list is looked at before it is used. */

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), link: z.boolean().optional(), dev: z.boolean().optional() }),
  ),
});
const packages = Object.entries(lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8'))).packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, { license = 'none', dev = false }]) => ({ path, licence: license, dev }));

/** They ask for their text to be kept, and for nothing else. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
];
/** Of tools that are run and never deployed: what they are made of may not be changed in silence, and is not changed. */
const OF_TOOLS = ['CC-BY-4.0', 'MPL-2.0'];

/** Of several by choice, one is enough; of several together, all must be allowed. */
const isAllowed = (licence: string, allowed: readonly string[]): boolean =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each)));

test.each([
  ['deployed or run by those who deploy', false, PERMISSIVE],
  ['a tool of developers', true, [...PERMISSIVE, ...OF_TOOLS]],
] as const)('no package that is %s has a licence that nobody looked at', (_, isTool, allowed) => {
  const own = packages.filter(({ dev }) => dev === isTool);
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter(({ licence }) => !isAllowed(licence, allowed))).toEqual([]);
});

test('a licence that is unknown, or allows nothing, is not allowed', () => {
  for (const each of [
    'none',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'GPL-2.0 OR AGPL-3.0',
  ])
    expect([each, isAllowed(each, PERMISSIVE)]).toEqual([each, false]);
  expect(isAllowed('(MIT OR GPL-3.0-or-later)', PERMISSIVE)).toBe(true);
});
