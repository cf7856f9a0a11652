import { expect, test } from '@jest/globals';
import {
  endedBefore,
  endOf,
  MANY,
  notYetTold,
  RECORDED_EACH,
  stretchOf,
} from '../../../../lambda/domain/audit/access.ts';

test.each([
  ['2026-12-07T05:00:00.000Z', '2026-12-07T05:00:00.000Z'],
  ['2026-12-07T05:09:59.999Z', '2026-12-07T05:00:00.000Z'],
  ['2026-12-07T05:10:00.000Z', '2026-12-07T05:10:00.000Z'],
])('%s lies in the ten minutes that began at %s, and end ten minutes later', (instant, from) => {
  expect(stretchOf(new Date(instant))).toBe(from);
  expect(endOf(from).getTime() - Date.parse(from)).toBe(600_000);
});

test.each([
  ['2026-12-07T05:10:59.999Z', '2026-12-07T05:00:00.000Z'],
  ['2026-12-07T05:11:00.000Z', '2026-12-07T05:10:00.000Z'],
])('at %s, stretches that began before %s have ended: clocks may be a minute apart', (now, before) => {
  expect(endedBefore(new Date(now))).toBe(before);
});

test('a person is called after more than have records of their own', () => {
  expect(MANY).toBeGreaterThan(RECORDED_EACH.refused);
});

test.each([
  ['the first five refusals have records', { count: 5, outcome: 'refused' as const }, 0],
  ['the sixth has none', { count: 6, outcome: 'refused' as const }, 1],
  ['fewer than five', { count: 2, outcome: 'refused' as const }, 0],
  ['one of the first whose chain was busy', { count: 5, outcome: 'refused' as const, unrecorded: 1 }, 1],
  ['both', { count: 30, outcome: 'refused' as const, unrecorded: 2 }, 27],
  ['200 sign-ins have records', { count: 200, outcome: 'success' as const }, 0],
  ['the next one has none', { count: 201, outcome: 'success' as const }, 1],
  ['a record told of all', { count: 30, outcome: 'refused' as const, told: 30 }, 0],
  ['some came after it', { count: 34, outcome: 'refused' as const, told: 30, unrecorded: 3 }, 4],
  ['never less than none', { count: 3, outcome: 'refused' as const, told: 5 }, 0],
])('%s', (_, count, untold) => {
  const kind = {
    from: '2026-12-07T05:00:00.000Z',
    accessOf: 'strangers',
    action: 'link.refused',
    reason: '-',
  } as const;
  expect(notYetTold({ ...kind, ...count })).toBe(untold);
});
