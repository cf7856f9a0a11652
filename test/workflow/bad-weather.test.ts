import { describe, expect, test } from '@jest/globals';
import { BAD_WEATHER, fewestTries, type Weather, weather } from '../../bench/storm/weather.ts';
import { cycleIn, type Ended } from './bad-weather/run.ts';

/** A small storm: `npm run bench -- storm` is the large one, with the embedded cloud in place of tables in memory. */

const bad = BAD_WEATHER;
const SIZE = { tenants: 3, accounts: 10, users: 40, page: 25 };
/** Six of ten accounts are administrators. */
const ADMINS = 18;

function expectAllRotated({ rotations, notDiscovered, lost }: Ended, { effects, met }: Weather): void {
  expect(notDiscovered).toEqual([]);
  expect(rotations.map(({ state }) => state.status)).toEqual(Array(ADMINS).fill('rotated'));
  expect(lost).toEqual([]);
  expect([...effects.values()]).toEqual(Array(ADMINS).fill(1));
  const patches = met.get('PATCH');
  const floor = patches === undefined ? Number.NaN : fewestTries(patches);
  expect((patches?.asked ?? Number.NaN) / ADMINS).toBeLessThanOrEqual(1.02 * floor);
}

test.each([1, 2, 3])('in bad weather, seed %i: all are rotated, each by one reset', async (seed) => {
  const own = weather(seed, bad, { throttled: 0, lost: 0 });
  expectAllRotated(await cycleIn(SIZE, () => own), own);
});

describe('while Graph and Entra refuse half of all requests', () => {
  test('for ten minutes: it takes longer, and nothing fails', async () => {
    let own: Weather | undefined;
    const ended = await cycleIn(SIZE, (clock) => {
      own = weather(1, { ...bad, throttled: 0.5 }, { throttled: 0, lost: 0 }, () => clock.elapsed() > 600_000);
      return own;
    });
    if (own === undefined) throw new Error('there was no weather');
    expectAllRotated(ended, own);
  });
});
