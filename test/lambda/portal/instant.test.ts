import { expect, test } from '@jest/globals';
import { localTime } from '../../../lambda/domain/text/local-time.ts';
import { relativeTime } from '../../../lambda/portal/instant.tsx';
import { NOW } from './portal-world.ts';

test.each([
  ['2026-12-07T04:00:00Z', 'Mon, 7 Dec 2026, 05:00 CET'],
  ['2026-06-01T22:30:00Z', 'Tue, 2 Jun 2026, 00:30 CEST'],
])('%s is %s in Berlin', (at, text) => {
  expect(localTime(new Date(at), 'Europe/Berlin')).toBe(text);
});

test.each([
  [0, 'now'],
  [59, 'now'],
  [-61, '1 minute ago'],
  [3600, 'in 1 hour'],
  [22 * 3600, 'in 22 hours'],
  [-47 * 3600, '47 hours ago'],
  [3 * 86_400, 'in 3 days'],
])('%d seconds away is "%s"', (seconds, text) => {
  expect(relativeTime(new Date(NOW.getTime() + seconds * 1000), NOW)).toBe(text);
});
