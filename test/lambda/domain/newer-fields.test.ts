import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readAcrossReleases } from '../../../lambda/domain/newer-fields.ts';

const person = z.strictObject({ id: z.string(), mail: z.string().optional() });
const state = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('open') }),
  z.strictObject({ status: z.literal('done'), by: person }),
]);
const lock = z.union([
  z.strictObject({ rotationId: z.string(), cycleId: z.string() }),
  z.strictObject({ retiring: z.string(), until: z.string() }),
]);
const row = z.strictObject({ state, people: z.array(person), lock: lock.optional(), count: z.int() });
const known = { state: { status: 'done', by: { id: 'a' } }, people: [{ id: 'b' }, { id: 'c' }], count: 1 };
const read = (value: unknown) => readAcrossReleases(row, value);

describe('a field that this release does not know is left out', () => {
  test.each<[string, object]>([
    ['of the whole', { ...known, added: 1 }],
    ['of a state', { ...known, state: { ...known.state, added: { by: 'x' } } }],
    ['deeper in a state', { ...known, state: { status: 'done', by: { id: 'a', added: [] } } }],
    ['in a list', { ...known, people: [{ id: 'b' }, { id: 'c', added: null }] }],
    [
      'in several places',
      {
        ...known,
        added: 1,
        more: 2,
        people: [
          { id: 'b', added: 1 },
          { id: 'c', more: 1 },
        ],
      },
    ],
  ])('%s', (_, value) => {
    expect(read(value)).toEqual({ success: true, data: known });
  });

  test('of a member of a union that no word tells apart', () => {
    const locked = { ...known, lock: { rotationId: 'r', cycleId: 'c' } };
    expect(read({ ...locked, lock: { ...locked.lock, added: 1 } })).toEqual({ success: true, data: locked });
  });
});

describe('all else is as strict as it was', () => {
  test.each<[string, object]>([
    ['a field that is missing', { ...known, count: undefined, added: 1 }],
    ['a field of another type', { ...known, count: '1', added: 1 }],
    ['a state that is not known', { ...known, state: { status: 'paused' } }],
    ['a state that lacks something', { ...known, state: { status: 'done', added: 1 } }],
    [
      'two members of a union at once',
      { ...known, lock: { rotationId: 'r', cycleId: 'c', retiring: 'v', until: 'u' } },
    ],
    ['half of another member', { ...known, lock: { rotationId: 'r', cycleId: 'c', until: 'u' } }],
  ])('%s is an error', (_, value) => {
    expect(read(value).success).toBe(false);
  });

  test('what is no object is an error', () => {
    for (const value of [undefined, null, 'text', [known]]) expect(read(value).success).toBe(false);
  });
});

test('the value that was given stays as it was', () => {
  const given = { ...known, added: 1 };
  read(given);
  expect(given).toEqual({ ...known, added: 1 });
});
