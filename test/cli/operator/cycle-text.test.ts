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
])('%j', (cycle, text) => {
  expect(cycleOutcome(cycle)).toMatch(text);
});
