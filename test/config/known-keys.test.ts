import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { estateSchema } from '../../config/estate.ts';
import { knownKeys } from '../../config/known-keys.ts';
import { parseEstate } from '../../config/load-estate.ts';
import { exampleEstate } from './example-estate.ts';

test.each<[string, readonly PropertyKey[], string]>([
  ['the file', [], 'tenants'],
  ['an entry of a list', ['tenants', 0], 'breakGlass'],
  ['an object that may be left out', ['psa'], 'system'],
  ['an object within an entry', ['tenants', 3, 'breakGlass'], 'accounts'],
])('keys of %s are found', (_, path, key) => {
  expect(knownKeys(estateSchema, path)).toContain(key);
});

test('keys of all alternatives are found, and none where there is no object', () => {
  const schema = z.object({ either: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]) });
  expect(knownKeys(schema, ['either'])).toEqual(['a', 'b']);
  expect(knownKeys(schema, ['either', 'a'])).toEqual([]);
  expect(knownKeys(schema, ['neither'])).toEqual([]);
});

describe('a key that is misspelled', () => {
  const { tenants, ...estate } = exampleEstate();
  const problemsOf = (file: object) => {
    const loaded = parseEstate(JSON.stringify(file), 'estate.yaml');
    return 'problems' in loaded ? loaded.problems.join('\n') : '';
  };

  test('is told with the one that was meant', () => {
    const [first] = tenants;
    expect(problemsOf({ ...estate, tenants: [{ ...first, breakglas: {} }] })).toContain(
      "tenants[0].breakglas is not a known field; did you mean 'breakGlass'?",
    );
    expect(problemsOf({ ...estate, tenants, tecnicians: [] })).toContain(
      "tecnicians is not a known field; did you mean 'technicians'?",
    );
  });

  test('like no other gets no guess', () => {
    expect(problemsOf({ ...estate, tenants, colour: 'red' })).toMatch(/colour is not a known field$/m);
  });
});
