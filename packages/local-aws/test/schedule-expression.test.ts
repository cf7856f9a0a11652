import { describe, expect, test } from '@jest/globals';
import { parseSchedule } from '../schedule-expression.ts';

function following(expression: string, zone: string, from: string, count: number): string[] {
  const schedule = parseSchedule(expression, zone);
  if (schedule.kind !== 'cron') throw new Error('no calendar');
  const instants: string[] = [];
  let at: Date | undefined = new Date(from);
  while (instants.length < count) {
    at = schedule.nextAfter(at);
    if (at === undefined) break;
    instants.push(at.toISOString());
  }
  return instants;
}

describe('the first Monday of the month at five', () => {
  test('follows the change of clocks', () => {
    expect(following('cron(0 5 ? * 2#1 *)', 'Europe/Berlin', '2026-09-30T00:00:00Z', 7)).toEqual([
      '2026-10-05T03:00:00.000Z', // summer time
      '2026-11-02T04:00:00.000Z',
      '2026-12-07T04:00:00.000Z',
      '2027-01-04T04:00:00.000Z',
      '2027-02-01T04:00:00.000Z', // the first is a Monday
      '2027-03-01T04:00:00.000Z',
      '2027-04-05T03:00:00.000Z',
    ]);
  });

  test('is local: the day begins earlier in the east', () => {
    expect(following('cron(0 5 ? * MON#1 *)', 'Pacific/Auckland', '2026-11-30T00:00:00Z', 1)).toEqual([
      '2026-12-06T16:00:00.000Z',
    ]);
    expect(following('cron(0 5 ? * MON#1 *)', 'America/Los_Angeles', '2026-11-30T00:00:00Z', 1)).toEqual([
      '2026-12-07T13:00:00.000Z',
    ]);
  });

  test('of each quarter', () => {
    expect(following('cron(0 5 ? 1,4,7,10 2#1 *)', 'UTC', '2026-11-24T00:00:00Z', 3)).toEqual([
      '2027-01-04T05:00:00.000Z',
      '2027-04-05T05:00:00.000Z',
      '2027-07-05T05:00:00.000Z',
    ]);
  });

  test('after an instant means after: the very instant is over', () => {
    expect(following('cron(0 5 ? * 2#1 *)', 'UTC', '2026-12-07T05:00:00Z', 1)).toEqual(['2027-01-04T05:00:00.000Z']);
    expect(following('cron(0 5 ? * 2#1 *)', 'UTC', '2026-12-07T04:59:59Z', 1)).toEqual(['2026-12-07T05:00:00.000Z']);
  });
});

describe('a change of clocks', () => {
  test('a local time that is left out is left out', () => {
    expect(following('cron(30 2 * * ? *)', 'Europe/Berlin', '2027-03-26T12:00:00Z', 3)).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z', // not on the 28th
      '2027-03-30T00:30:00.000Z',
    ]);
  });

  test('so are those that a wildcard means', () => {
    expect(following('cron(0/30 1-3 28 3 ? 2027)', 'Europe/Berlin', '2027-03-01T00:00:00Z', 9)).toEqual([
      '2027-03-28T00:00:00.000Z',
      '2027-03-28T00:30:00.000Z',
      '2027-03-28T01:00:00.000Z', // three o'clock
      '2027-03-28T01:30:00.000Z',
    ]);
  });

  test('whoever asks in the hour that comes twice is told of the time after it', () => {
    expect(following('cron(0/30 2-3 25 10 ? 2026)', 'Europe/Berlin', '2026-10-25T00:00:00Z', 9)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
  });

  test('a local time that comes twice fires once, the first time', () => {
    expect(following('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });
});

describe('calendar fields', () => {
  test.each([
    ['cron(0 12 L * ? *)', '2027-02-01T00:00:00Z', ['2027-02-28T12:00:00.000Z', '2027-03-31T12:00:00.000Z']],
    ['cron(0 12 ? * 6L *)', '2026-11-24T00:00:00Z', ['2026-11-27T12:00:00.000Z', '2026-12-25T12:00:00.000Z']],
    ['cron(0/20 8-9 1 JAN ? 2028)', '2026-11-24T00:00:00Z', ['2028-01-01T08:00:00.000Z', '2028-01-01T08:20:00.000Z']],
    ['cron(15 10 ? * MON-FRI *)', '2026-11-27T10:15:00Z', ['2026-11-30T10:15:00.000Z', '2026-12-01T10:15:00.000Z']],
    ['cron(0 0 29 2 ? *)', '2026-11-24T00:00:00Z', ['2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z']],
    ['cron(0 0 15W * ? *)', '2026-11-24T00:00:00Z', ['2026-12-15T00:00:00.000Z', '2027-01-15T00:00:00.000Z']],
    ['cron(0 0 1W 5 ? *)', '2026-11-24T00:00:00Z', ['2027-05-03T00:00:00.000Z', '2028-05-01T00:00:00.000Z']],
    ['cron(0 0 ? * 1 *)', '2026-11-24T00:00:00Z', ['2026-11-29T00:00:00.000Z', '2026-12-06T00:00:00.000Z']],
    ['cron(0 0 ? * 7 *)', '2026-11-24T00:00:00Z', ['2026-11-28T00:00:00.000Z', '2026-12-05T00:00:00.000Z']],
    ['cron(0 0 ? * SATL *)', '2026-11-24T00:00:00Z', ['2026-11-28T00:00:00.000Z', '2026-12-26T00:00:00.000Z']],
    ['cron(0 0 ? * 2#5 *)', '2026-11-24T00:00:00Z', ['2026-11-30T00:00:00.000Z', '2027-03-29T00:00:00.000Z']],
  ])('%s', (expression, from, expected) => {
    expect(following(expression, 'UTC', from, 2)).toEqual(expected);
  });

  test('a day that no year has never comes', () => {
    expect(following('cron(0 0 30 2 ? *)', 'UTC', '2026-11-24T00:00:00Z', 1)).toEqual([]);
  });

  test('a year that is over never comes', () => {
    expect(following('cron(0 0 1 1 ? 2020)', 'UTC', '2026-11-24T00:00:00Z', 1)).toEqual([]);
  });

  test.each([
    'cron(0 5 * * 2#1 *)',
    'cron(0 5 ? * ? *)',
    'cron(60 5 ? * 2 *)',
    'cron(0 5 ? * 8 *)',
    'cron(0 5 ? * 2#6 *)',
    'cron(0 5 ? 13 2 *)',
    'cron(0 5 1-x * ? *)',
    'cron(0 5 * *)',
    'cron(0 5 ? * 0 *)',
    'cron(0 5 ? * 8#1 *)',
    'cron(0 5 ? * 8L *)',
    'cron(0 5 ? * SOL#1 *)',
    'cron(0 5 ? * 2#1,2#3 *)',
    'cron(0 5 ? * +2 *)',
    'cron(0 5 ? * 1-5L *)',
    'cron(0 5 ? * L *)',
    'cron(0 5 LW * ? *)',
    'cron(0 5 L-3 * ? *)',
    'cron(0 5 32W * ? *)',
    'cron(0 5 ? * 5-2 *)',
    'cron(? 5 ? * 2 *)',
    'cron(0/90 5 ? * 2 *)',
    'cron(0 5 ? * 2 1969)',
    'cron(0 5 ? * 2 2200)',
    'cron(@daily)',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'every day',
  ])('%s is refused', (expression) => {
    expect(() => parseSchedule(expression, 'UTC')).toThrow();
  });

  test('an unknown time zone is refused', () => {
    expect(() => parseSchedule('cron(0 5 ? * 2#1 *)', 'Europe/Atlantis')).toThrow();
  });
});

test('rates', () => {
  expect(parseSchedule('rate(30 minutes)', 'UTC')).toEqual({ kind: 'rate', milliseconds: 1_800_000 });
  expect(parseSchedule('rate(1 hour)', 'UTC')).toEqual({ kind: 'rate', milliseconds: 3_600_000 });
  expect(parseSchedule('rate(2 days)', 'UTC')).toEqual({ kind: 'rate', milliseconds: 172_800_000 });
});
