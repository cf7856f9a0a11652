import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { changeWindow, changeWindowOf, longestWaitHours } from '../../config/change-window.ts';
import { estateSchema } from '../../config/estate.ts';
import { endOfFirstAfter } from '../../lambda/domain/rotation/change-window.ts';

describe('a change window in the estate', () => {
  test('opens every day and in the zone of the MSP, where it does not say', () => {
    const window = changeWindow.parse({ from: '22:00', to: '05:00' });
    expect(window.days).toHaveLength(7);
    expect(changeWindowOf({ msp: { timeZone: 'Europe/Berlin' } }, { changeWindow: window })).toMatchObject({
      from: '22:00',
      timeZone: 'Europe/Berlin',
    });
    const london = { ...window, timeZone: 'Europe/London' };
    expect(changeWindowOf({ msp: { timeZone: 'Europe/Berlin' } }, { changeWindow: london })?.timeZone).toBe(
      'Europe/London',
    );
    expect(changeWindowOf({ msp: { timeZone: 'Europe/Berlin' } }, {})).toBeUndefined();
  });

  test.each([
    ['no days', { days: [], from: '22:00', to: '05:00' }],
    ['the same time twice', { from: '22:00', to: '22:00' }],
    ['less than half an hour', { from: '22:00', to: '22:29' }],
    ['less than half an hour over midnight', { from: '23:50', to: '00:10' }],
    ['no time of day', { from: '24:00', to: '05:00' }],
    ['no zone', { from: '22:00', to: '05:00', timeZone: 'Mars/Olympus' }],
  ])('%s is refused', (_, window) => {
    expect(changeWindow.safeParse(window).success).toBe(false);
  });

  test('half an hour is enough, over midnight too', () => {
    expect(changeWindow.safeParse({ from: '22:00', to: '22:30' }).success).toBe(true);
    expect(changeWindow.safeParse({ from: '23:45', to: '00:15' }).success).toBe(true);
  });

  test('the commented lines of the example are right', () => {
    const text = readFileSync('config/example.yaml', 'utf8');
    const shown = text.replace(/^(\s*)# (changeWindow:|windowHours: 120)/gm, '$1$2');
    const { schedules, tenants } = estateSchema.parse(parse(shown));
    expect(tenants.map(({ changeWindow: window }) => window?.from)).toContain('22:00');
    expect(schedules.map(({ windowHours }) => windowHours)).toContain(120);
  });
});

test('no approval waits longer than the longest wait, which tenants and cycles are told to wait for', () => {
  const minute = fc
    .integer({ min: 0, max: 1439 })
    .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
  const written = fc
    .record({
      days: fc.subarray(['monday', 'tuesday', 'thursday', 'saturday', 'sunday'] as const, { minLength: 1 }),
      from: minute,
      to: minute,
      timeZone: fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York', 'UTC'),
    })
    .filter((window) => changeWindow.safeParse(window).success);
  const deadlines = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2029-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(written, deadlines, (window, deadline) => {
      const waits = endOfFirstAfter(window, deadline).getTime() - deadline.getTime();
      expect(waits).toBeLessThanOrEqual(longestWaitHours(changeWindow.parse(window)) * 3_600_000);
    }),
    { numRuns: 300 },
  );
});
