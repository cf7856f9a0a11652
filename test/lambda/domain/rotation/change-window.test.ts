import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ChangeWindow,
  closesFrom,
  endOfFirstAfter,
  isOpen,
  opensFrom,
  weekDays,
} from '../../../../lambda/domain/rotation/change-window.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const daily = (from: string, to: string, timeZone: string): ChangeWindow => ({
  days: [...weekDays],
  from,
  to,
  timeZone,
});
const at = (instant: string) => new Date(instant);

/** Made once for each zone: making one takes longer than all that is done with it. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function clockIn(timeZone: string): Intl.DateTimeFormat {
  const made =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(timeZone, made);
  return made;
}

describe('a change window', () => {
  const window = daily('22:00', '23:30', 'Europe/Berlin');

  test('is open from its first minute to the one before its end', () => {
    expect(isOpen(window, at('2026-12-07T20:59:59.999Z'))).toBe(false);
    expect(isOpen(window, at('2026-12-07T21:00:00Z'))).toBe(true);
    expect(isOpen(window, at('2026-12-07T22:29:59.999Z'))).toBe(true);
    expect(isOpen(window, at('2026-12-07T22:30:00Z'))).toBe(false);
  });

  test('opens next in the evening, and at once while it is open', () => {
    expect(opensFrom(window, at('2026-12-07T08:00:00.123Z'))).toEqual(at('2026-12-07T21:00:00Z'));
    expect(opensFrom(window, at('2026-12-07T21:10:00.123Z'))).toEqual(at('2026-12-07T21:10:00.123Z'));
    expect(opensFrom(window, at('2026-12-07T22:30:00Z'))).toEqual(at('2026-12-08T21:00:00Z'));
    expect(closesFrom(window, at('2026-12-07T21:10:00Z'))).toEqual(at('2026-12-07T22:30:00Z'));
    expect(closesFrom(window, at('2026-12-07T22:30:00.5Z'))).toEqual(at('2026-12-07T22:30:00.5Z'));
  });

  test('goes over midnight where it closes earlier than it opens; its day is the one on which it opens', () => {
    const nightly: ChangeWindow = { days: ['friday'], from: '22:00', to: '04:00', timeZone: 'UTC' };
    expect(isOpen(nightly, at('2026-12-11T21:59:00Z'))).toBe(false); // Friday
    expect(isOpen(nightly, at('2026-12-11T22:00:00Z'))).toBe(true);
    expect(isOpen(nightly, at('2026-12-12T03:59:00Z'))).toBe(true);
    expect(isOpen(nightly, at('2026-12-12T04:00:00Z'))).toBe(false);
    expect(isOpen(nightly, at('2026-12-12T22:30:00Z'))).toBe(false); // Saturday
    expect(isOpen(nightly, at('2026-12-11T03:00:00Z'))).toBe(false); // Thursday's night
    expect(opensFrom(nightly, at('2026-12-12T04:00:00Z'))).toEqual(at('2026-12-18T22:00:00Z'));
  });

  test('whose only hours clocks skip does not open on that day', () => {
    // Clocks in Berlin go from 02:00 to 03:00 on 28 March 2027, a Sunday.
    expect(opensFrom(daily('02:10', '02:50', 'Europe/Berlin'), at('2027-03-27T12:00:00Z'))).toEqual(
      at('2027-03-29T00:10:00Z'),
    );
    const sundays: ChangeWindow = { days: ['sunday'], from: '02:10', to: '02:50', timeZone: 'Europe/Berlin' };
    expect(opensFrom(sundays, at('2027-03-21T01:50:00Z'))).toEqual(at('2027-04-04T00:10:00Z'));
  });

  test('whose beginning clocks skip opens when they have', () => {
    const window = daily('02:30', '05:00', 'Europe/Berlin');
    expect(opensFrom(window, at('2027-03-28T00:00:00Z'))).toEqual(at('2027-03-28T01:00:00Z'));
    expect(closesFrom(window, at('2027-03-28T01:00:00Z'))).toEqual(at('2027-03-28T03:00:00Z'));
  });

  test('whose hours clocks show twice opens twice', () => {
    // Clocks in Berlin go from 03:00 to 02:00 on 25 October 2026.
    const window = daily('02:10', '02:50', 'Europe/Berlin');
    expect(opensFrom(window, at('2026-10-25T00:00:00Z'))).toEqual(at('2026-10-25T00:10:00Z'));
    expect(closesFrom(window, at('2026-10-25T00:10:00Z'))).toEqual(at('2026-10-25T00:50:00Z'));
    expect(opensFrom(window, at('2026-10-25T00:50:00Z'))).toEqual(at('2026-10-25T01:10:00Z'));
    expect(closesFrom(window, at('2026-10-25T01:10:00Z'))).toEqual(at('2026-10-25T01:50:00Z'));
  });

  test('in which clocks go back closes for what they show again outside of it', () => {
    // Half an hour on Lord Howe Island: from 02:00 to 01:30 on 5 April 2026 there.
    const window = daily('01:00', '01:45', 'Australia/Lord_Howe');
    expect(closesFrom(window, at('2026-04-04T14:00:00Z'))).toEqual(at('2026-04-04T14:45:00Z'));
    expect(opensFrom(window, at('2026-04-04T14:45:00Z'))).toEqual(at('2026-04-04T15:00:00Z'));
    expect(closesFrom(window, at('2026-04-04T15:00:00Z'))).toEqual(at('2026-04-04T15:15:00Z'));
  });
});

describe('an approval lapses', () => {
  const window = daily('22:00', '23:30', 'UTC');

  test('at the end of the window that opens after its deadline', () => {
    expect(endOfFirstAfter(window, at('2026-12-09T04:00:00Z'))).toEqual(at('2026-12-09T23:30:00Z'));
  });

  test('at the end of the next one where one is open at its deadline', () => {
    expect(endOfFirstAfter(window, at('2026-12-09T22:00:00.001Z'))).toEqual(at('2026-12-10T23:30:00Z'));
    expect(endOfFirstAfter(window, at('2026-12-09T23:29:00Z'))).toEqual(at('2026-12-10T23:30:00Z'));
    expect(endOfFirstAfter(window, at('2026-12-09T23:30:00Z'))).toEqual(at('2026-12-10T23:30:00Z'));
  });

  test('at the end of the one that opens at its deadline', () => {
    expect(endOfFirstAfter(window, at('2026-12-09T22:00:00Z'))).toEqual(at('2026-12-09T23:30:00Z'));
  });
});

describe('in any zone, on any day', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'America/Santiago',
    'Pacific/Kiritimati',
  ];
  const minute = fc
    .integer({ min: 0, max: 1439 })
    .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
  const windows = fc
    .record({
      days: fc.subarray([...weekDays], { minLength: 1 }),
      from: minute,
      to: minute,
      timeZone: fc.constantFrom(...zones),
    })
    .filter(({ from, to }) => from !== to);
  const instants = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2029-12-31T00:00:00Z'), noInvalidDate: true });

  /** What a person reads off a clock and a calendar there. */
  function openByTheClock({ days, from, to, timeZone }: ChangeWindow, instant: Date): boolean {
    const parts = new Map(
      clockIn(timeZone)
        .formatToParts(instant)
        .map(({ type, value }) => [type, value]),
    );
    const time = `${parts.get('hour')}:${parts.get('minute')}`;
    const days7: readonly string[] = weekDays;
    const today = days7.indexOf(parts.get('weekday')?.toLowerCase() ?? '');
    const opensOn = (day: number) => days.some((each) => each === weekDays[(day + 7) % 7]);
    if (from < to) return opensOn(today) && from <= time && time < to;
    return (opensOn(today) && from <= time) || (opensOn(today - 1) && time < to);
  }

  test('it is open when clocks there say so', () => {
    fc.assert(
      fc.property(windows, instants, (window, instant) => {
        expect(isOpen(window, instant)).toBe(openByTheClock(window, instant));
      }),
      { numRuns: 300 },
    );
  });

  test('it opens next at the first instant at which it is open, and closes at the first at which it is not', () => {
    fc.assert(
      fc.property(
        windows,
        instants,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (window, instant, part) => {
          const opens = opensFrom(window, instant);
          expect(isOpen(window, opens)).toBe(true);
          const between = new Date(instant.getTime() + Math.floor(part * (opens.getTime() - instant.getTime())));
          if (opens > instant) {
            expect(isOpen(window, between)).toBe(false);
            expect(isOpen(window, new Date(opens.getTime() - 1))).toBe(false);
          }
          const closes = closesFrom(window, opens);
          expect(isOpen(window, closes)).toBe(false);
          expect(isOpen(window, new Date(closes.getTime() - 1))).toBe(true);
          const within = new Date(opens.getTime() + Math.floor(part * (closes.getTime() - opens.getTime())));
          expect(isOpen(window, within)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an approval has a whole opening after its deadline, within 16 days', () => {
    fc.assert(
      fc.property(windows, instants, (window, deadline) => {
        const end = endOfFirstAfter(window, deadline);
        expect(end.getTime()).toBeGreaterThan(deadline.getTime());
        expect(end.getTime() - deadline.getTime()).toBeLessThan(16 * DAY);
        expect(isOpen(window, new Date(end.getTime() - 1))).toBe(true);
        expect(isOpen(window, end)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('around each change of clocks, minute by minute', () => {
    const changes: readonly (readonly [string, string])[] = [
      ['Europe/Berlin', '2027-03-28T01:00:00Z'],
      ['Europe/Berlin', '2026-10-25T01:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ];
    for (const [timeZone, change] of changes) {
      for (const window of [daily('01:50', '02:20', timeZone), daily('02:10', '01:40', timeZone)]) {
        for (let n = -150; n <= 150; n += 1) {
          const instant = new Date(at(change).getTime() + n * MINUTE);
          expect(isOpen(window, instant)).toBe(openByTheClock(window, instant));
          const opens = opensFrom(window, instant);
          for (
            let each = instant.getTime();
            each < opens.getTime() && each < instant.getTime() + 90 * MINUTE;
            each += 5 * MINUTE
          ) {
            expect(openByTheClock(window, new Date(each))).toBe(false);
          }
          expect(openByTheClock(window, opens)).toBe(true);
        }
      }
    }
  });
});
