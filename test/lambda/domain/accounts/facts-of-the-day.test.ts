import { expect, test } from '@jest/globals';
import { factsOfTheDay } from '../../../../lambda/domain/accounts/facts-of-the-day.ts';

const told = (instant: string) => factsOfTheDay('service', new Date(instant)).length > 0;

test('SMTP AUTH is told of service accounts in its time, to the instant', () => {
  expect(told('2026-12-20T23:59:59.999Z')).toBe(false);
  expect(told('2026-12-21T00:00:00.000Z')).toBe(true);
  expect(told('2027-01-04T05:00:00.000Z')).toBe(true);
  expect(told('2027-12-31T23:59:59.999Z')).toBe(true);
  expect(told('2028-01-01T00:00:00.000Z')).toBe(false);
  expect(factsOfTheDay('service', new Date('2027-01-04'))).toEqual([
    expect.stringContaining('may stop for that reason, and not because of the rotation'),
  ]);
});

test('nothing is told of admin accounts', () => {
  expect(factsOfTheDay('admin', new Date('2027-01-04'))).toEqual([]);
});
