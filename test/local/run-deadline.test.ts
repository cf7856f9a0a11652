import { describe, expect, test } from '@jest/globals';
import { approvalsEnd, deadlineNotice, duration } from '../../local/run-deadline.ts';

const run = { startedAt: '2026-12-07T12:00:00.000Z', windowHours: 48, speed: 20 };

test('approvals end when the sped-up wait does, not when a deployment’s would', () => {
  expect(approvalsEnd(run).toISOString()).toBe('2026-12-07T14:24:00.000Z');
  expect(approvalsEnd({ ...run, speed: 1 }).toISOString()).toBe('2026-12-09T12:00:00.000Z');
});

test('the notice tells the time, what is left of it, and why pages say something else', () => {
  expect(deadlineNotice(run, new Date('2026-12-07T12:24:00.000Z'))).toBe(
    'Approvals of this run end at 14:24 UTC, at this speed in 2 h: waits pass 20 times faster here, so that 48 h take 2 h 24 min. Timestamps stay real, and deadlines in pages and mails are those of a deployment.',
  );
});

test('what is over is said to be over', () => {
  expect(deadlineNotice(run, new Date('2026-12-07T14:24:00.000Z'))).toContain('were over at 14:24 UTC: waits pass');
});

test('at real speed pages are right, and nothing is added', () => {
  expect(deadlineNotice({ ...run, speed: 1 }, new Date())).toBeUndefined();
});

describe('a duration', () => {
  test.each([
    [0, '1 s'],
    [45_000, '45 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [3_599_000, '1 h'],
    [2 * 3_600_000, '2 h'],
    [8_640_000, '2 h 24 min'],
  ])('of %i ms is %s', (ms, words) => expect(duration(ms)).toBe(words));
});
