import { expect, test } from '@jest/globals';
import { cycleOutcome } from '../../../cli/operator/cycle-text.ts';
import { totalsOf } from '../../../lambda/domain/totals.ts';

const decideBefore = '2026-12-09T05:00:00.000Z';
const totals = totalsOf([], []);

test.each([
  [{ status: 'open', decideBefore } as const, `open: technicians decide until ${decideBefore}`],
  [{ status: 'closed', decideBefore, totals } as const, /^closed: 0 rotated, 0 failed/],
  [
    { status: 'closed', decideBefore, totals, failure: 'Unheard: of' } as const,
    /^closed as failed \(Unheard: of\): 0 rotated/,
  ],
  [
    { status: 'closed', decideBefore, totals: { ...totals, tenants: 3, tenantsFailed: 1 } } as const,
    /0 expired, 1 of 3 tenants failed$/,
  ],
  [{ status: 'open', dryRun: true, decideBefore } as const, 'open: tenants are read'],
  [
    { status: 'closed', dryRun: true, decideBefore, totals: { ...totals, tenants: 1, accountsSeen: 7 } } as const,
    'closed: 7 accounts seen in 1 tenant',
  ],
])('%j', (cycle, text) => {
  expect(cycleOutcome(cycle)).toMatch(text);
});
