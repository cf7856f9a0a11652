import { expect, test } from '@jest/globals';
import { type Amount, evidenceCost, exportedInFull, fullMonthlyExports } from '../../bench/audit-cost/evidence-cost.ts';

const amount: Amount = {
  months: 120,
  recordsPerMonth: 650_000,
  tableBytes: 862,
  archivedBytes: 220,
  exportedBytes: 110,
  changedChains: 100,
};
const total = (of: Amount) => evidenceCost(of).reduce((sum, { dollars }) => sum + dollars, 0);

test('a full export each month reads the table of each month again: $407 and 3.7 TB in ten years', () => {
  const { gb, dollars } = exportedInFull(amount);
  expect(Math.round(dollars)).toBe(407);
  expect((gb * 1e9) / 2 ** 40).toBeCloseTo(3.7, 1);
});

test('a full export grows with the square of the time, and the evidence of the product with the time', () => {
  const half = { ...amount, months: 60 };
  expect(fullMonthlyExports(amount).dollars / fullMonthlyExports(half).dollars).toBeGreaterThan(3.9);
  expect(total(amount) / total(half)).toBeLessThan(2.5);
  expect(total(amount)).toBeLessThan(fullMonthlyExports(amount).dollars);
});

test('what is stored is what was written, once', () => {
  const [archive, , exports] = evidenceCost(amount);
  expect(archive?.storedGb).toBeCloseTo((650_000 * 220 * 120) / 1e9);
  expect(exports?.storedGb).toBeCloseTo((650_000 * 110 * 120) / 1e9);
});

test('without records there is still what runs by the clock', () => {
  const nothing = evidenceCost({ ...amount, recordsPerMonth: 0, changedChains: 0 });
  expect(nothing.every(({ dollars, storedGb }) => dollars > 0 && storedGb === 0)).toBe(true);
});
