import { describe, expect, test } from '@jest/globals';
import { costLines, costReport, whoCouldChange } from '../../../cli/cost/cost-text.ts';
import { countedCalls } from '../../../cli/cost/counted-calls.ts';
import { estimatedCounts, numberIn } from '../../../cli/cost/estimate.ts';
import { baselineCost, type CostSetting, dollarsOf, monthlyCost } from '../../../cli/cost/monthly-cost.ts';
import { estate } from '../../lambda/usecases/in-memory.ts';

const large: CostSetting = { tenants: 1_000, accounts: 50_000, cyclesPerMonth: 1, retention: { credentials: 'keep' } };
const at = (days: number) => monthlyCost({ ...large, retention: { credentials: 'until-stored', days } });

describe('50,000 accounts', () => {
  test('cost $20,000 a month for their secrets, and little else, where passwords are kept', () => {
    const lines = monthlyCost(large);
    expect(lines[0]?.dollars).toBeCloseTo(20_000);
    expect(dollarsOf(lines)).toBeGreaterThan(20_000);
    expect(dollarsOf(lines)).toBeLessThan(20_500);
  });

  test('cost a tenth of it where passwords go three days after they are stored', () => {
    expect(at(3)[0]?.dollars).toBeCloseTo((20_000 * 3) / 30.4);
    expect(dollarsOf(at(3))).toBeLessThan(2_500);
    expect(dollarsOf(at(7))).toBeGreaterThan(dollarsOf(at(3)));
    expect(at(90)[0]?.dollars).toBeCloseTo(20_000);
  });

  test('cost as much by one AWS rotation function per secret', () => {
    expect(dollarsOf(baselineCost(large)) / dollarsOf(monthlyCost(large))).toBeCloseTo(1, 1);
  });

  test('cost no more each than five do', () => {
    const small = { ...large, tenants: 1, accounts: 5 };
    const each = (of: CostSetting) => dollarsOf(monthlyCost(of)) / of.accounts;
    expect(each(large)).toBeLessThan(each(small));
    expect(each({ ...large, tenants: 2_000, accounts: 100_000 })).toBeLessThanOrEqual(each(large));
  });
});

test('a quarterly schedule takes a third of the calls, and all of the secrets', () => {
  const quarterly = monthlyCost({ ...large, cyclesPerMonth: 1 / 3 });
  expect(quarterly[0]?.dollars).toBeCloseTo(20_000);
  const transitions = (lines: ReturnType<typeof monthlyCost>) =>
    lines.find(({ service }) => service === 'Step Functions')?.dollars ?? 0;
  expect(transitions(quarterly)).toBeCloseTo(transitions(monthlyCost(large)) / 3);
});

test('counts of a cycle are those of the cycle, its tenants and its accounts', () => {
  expect(numberIn({ cycle: 1, tenant: 2, account: 3 }, { tenants: 10, accounts: 100 })).toBe(321);
  const counts = estimatedCounts({ tenants: 10, accounts: 100 });
  expect(Object.keys(counts)).toEqual(Object.keys(countedCalls.counts));
  // A rotation stores one version and moves its label once, and its outcome is recorded once.
  expect(counts['secretsmanager:PutSecretValue']).toBe(100);
  expect(counts['secretsmanager:UpdateSecretVersionStage']).toBe(100);
  expect(counts['function record-outcome']).toBe(100);
  expect(counts['function discover-tenant']).toBe(10);
});

test('the table says what the secrets are, and who could change', () => {
  const lines = costLines(costReport(large, 7)).join('\n');
  expect(lines).toContain('one secret per account');
  expect(lines).toMatch(/One secret per account is 9\d\.\d %/);
  expect(whoCouldChange(estate).join(' ')).toContain('The estate says');
});
