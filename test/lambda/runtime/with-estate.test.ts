import { beforeEach, expect, test } from '@jest/globals';
import type { Estate } from '../../../config/estate.ts';
import { estateOfInvocation } from '../../../lambda/runtime/estate-name.ts';
import { withEstate } from '../../../lambda/runtime/with-estate.ts';
import { exampleEstate } from '../../config/example-estate.ts';
import { PublishedInMemory } from '../usecases/estate/published.ts';

const one = exampleEstate();
const other: Estate = { ...one, technicians: one.technicians.slice(1) };

let published: PublishedInMemory;
let made: number;
let handler: (input: string) => Promise<unknown>;
beforeEach(() => {
  published = new PublishedInMemory();
  made = 0;
  handler = withEstate(
    (estate, hash) => {
      made += 1;
      return async (input: string) => [input, estate.technicians.length, hash];
    },
    () => ({ published, name: async () => published.named ?? '' }),
  );
});

test('a handler is made once for an estate, and again for the next one', async () => {
  const hash = published.put(one);
  expect(await handler('a')).toEqual(['a', one.technicians.length, hash]);
  await handler('b');
  expect(made).toBe(1);
  const next = published.put(other);
  expect(await handler('c')).toEqual(['c', one.technicians.length - 1, next]);
  expect(made).toBe(2);
});

test('records of an invocation name the estate that it works with', async () => {
  const hash = published.put(one);
  await handler('a');
  expect(await estateOfInvocation()).toBe(hash);
  const next = published.put(other);
  await handler('b');
  expect(await estateOfInvocation()).toBe(next);
});

test('without an estate, nothing is made', async () => {
  await expect(handler('a')).rejects.toThrow();
  expect(made).toBe(0);
});
