import { expect, test } from '@jest/globals';
import { addedUp, ageInDays, measuredAtClose } from '../../../../lambda/domain/cycle/measurement.ts';

const AT = new Date('2026-12-09T05:00:00Z');
const totals = {
  tenants: 3,
  tenantsFailed: 1,
  accountsSeen: 40,
  excluded: { guest: 30 },
  approved: 8,
  rejected: 1,
  expired: 1,
  rotated: 6,
  failed: 1,
  uncertain: 1,
  linksIssued: 6,
};
const cycle = { cycleId: '2026-12-07-admin-monthly', schedule: 'admin-monthly' };

test('a closed cycle tells its counts and the age of its oldest password, and names no tenant', () => {
  const measured = measuredAtClose(cycle, totals, { ages: { oldestAfter: '2026-09-30T05:00:01Z', unknown: 0 } }, AT);
  expect(measured).toEqual({
    ...cycle,
    values: {
      Approved: 8,
      Rejected: 1,
      Expired: 1,
      Rotated: 6,
      Failed: 1,
      Uncertain: 1,
      TenantsFailed: 1,
      OldestPasswordDays: 69,
    },
  });
});

test('an age that is not known is left out: 0 would look like a new password', () => {
  const { values } = measuredAtClose(cycle, totals, { ages: { unknown: 8 } }, AT);
  expect(values).not.toHaveProperty('OldestPasswordDays');
});

test.each([
  [undefined, undefined],
  ['never', undefined],
  ['2026-12-08T05:00:00Z', 1],
  ['2026-12-08T05:00:01Z', 0],
  ['2026-12-10T05:00:00Z', 0], // the clock of a directory may be ahead
])('the age of a password set %s is %s days', (instant, days) => {
  expect(ageInDays(instant, AT)).toBe(days);
});

test('what tenants and cycles gave is added up for each schedule', () => {
  const part = (schedule: string, Waiting: number, UnderWay: number) => ({ schedule, values: { Waiting, UnderWay } });
  expect(addedUp([part('a', 1, 0), part('b', 5, 1), part('a', 2, 3)])).toEqual([part('a', 3, 3), part('b', 5, 1)]);
  expect(addedUp([])).toEqual([]);
});
