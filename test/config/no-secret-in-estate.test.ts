import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkEstate } from '../../config/check-estate.ts';

/** An estate lies in a Git repository, so that no secret may find a place in it. */

const example: unknown = parse(readFileSync('config/example.yaml', 'utf8'));

type Way = readonly (string | number)[];

/** The way to each mapping of a value, itself included. */
function mappingsIn(value: unknown, way: Way = []): readonly Way[] {
  if (Array.isArray(value)) return value.flatMap((each, i) => mappingsIn(each, [...way, i]));
  if (value === null || typeof value !== 'object') return [];
  return [way, ...Object.entries(value).flatMap(([key, each]) => mappingsIn(each, [...way, key]))];
}

/** A copy with one field more in the mapping at the end of the way. */
function withField(value: unknown, [first, ...rest]: Way, field: object): unknown {
  if (first === undefined) return Object.assign({}, value, field);
  if (Array.isArray(value)) return value.map((each, i) => (i === first ? withField(each, rest, field) : each));
  const entries = Object.entries(Object(value));
  return Object.fromEntries(entries.map(([key, each]) => [key, key === first ? withField(each, rest, field) : each]));
}

test('the example is an estate, and has mappings of every kind', () => {
  expect(checkEstate(example)).toHaveProperty('estate');
  expect(mappingsIn(example).length).toBeGreaterThan(40);
});

test.each(['clientSecret', 'password', 'apiKey', 'token'])('no mapping takes a field %s', (name) => {
  const taken = mappingsIn(example).filter(
    (way) => 'estate' in checkEstate(withField(example, way, { [name]: 'hunter2' })),
  );
  expect(taken.map((way) => way.join('.'))).toEqual([]);
});
