import { expect, test } from '@jest/globals';
import { AT_ONCE_MS, goesOnAt, PLACE_MS } from '../../../../lambda/domain/rotation/line.ts';

const now = new Date('2026-12-07T09:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
/** Of versions and labels, in a second; two for each rotation. */
const SECRET_WRITES = 50;

test('who comes within a second goes on at once, and everybody else at the time of the place', () => {
  expect(goesOnAt(after(-5), now)).toBeUndefined();
  expect(goesOnAt(now, now)).toBeUndefined();
  expect(goesOnAt(after(AT_ONCE_MS), now)).toBeUndefined();
  expect(goesOnAt(after(AT_ONCE_MS + 1), now)).toEqual(after(AT_ONCE_MS + 1));
});

test('the line lets through what Secrets Manager takes, and hardly less', () => {
  const writes = (2 * 1_000) / PLACE_MS;
  expect(writes).toBeLessThan(SECRET_WRITES);
  expect(writes).toBeGreaterThan(0.95 * SECRET_WRITES);
  // Those who go on at once are no more than its bucket holds.
  expect(AT_ONCE_MS / PLACE_MS + 1).toBeLessThan(SECRET_WRITES);
});
