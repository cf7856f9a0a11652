import { describe, expect, test } from '@jest/globals';
import { capacityLines } from '../../../cli/capacity/capacity-text.ts';
import { floorSeconds, neededQuotas } from '../../../cli/capacity/needed-quotas.ts';

const of = (tenants: number, accounts: number, technicians = 2, region = 'eu-central-1') =>
  neededQuotas({ tenants, accounts, technicians }, region);
const named = (quotas: ReturnType<typeof of>, name: RegExp) => quotas.find((each) => name.test(each.name));

describe('the quotas that an estate needs', () => {
  test('of 25 accounts are those of any account, but for the functions at once and the mail of a new one', () => {
    const short = of(5, 25).filter((each) => each.needed > each.default);
    expect(short.map(({ name }) => name)).toEqual(['Concurrent executions']);
  });

  test('of 50,000 accounts are told by their codes, with what asks for them', () => {
    const quotas = of(1_000, 50_000, 50);
    expect(named(quotas, /^Concurrent/)).toMatchObject({ code: 'L-B99A9384', default: 10 });
    expect(named(quotas, /^Concurrent/)?.needed).toBeGreaterThan(1_000);
    expect(named(quotas, /SendTaskSuccess/)?.needed).toBeGreaterThan(500);
    const text = capacityLines(quotas, 'eu-central-1').join('\n');
    expect(text).toContain('--service-code lambda --quota-code L-B99A9384');
    expect(text).not.toContain('undefined');
  });

  test('grow with the accounts, and never ask for what nobody can raise', () => {
    const [small, large] = [of(10, 500), of(1_000, 50_000)];
    for (const [i, each] of large.entries()) expect(each.needed).toBeGreaterThanOrEqual(small[i]?.needed ?? Number.NaN);
    expect(large.filter(({ code }) => code === undefined).every((each) => each.needed <= each.default)).toBe(true);
  });

  test('are larger by default where Step Functions lets more through', () => {
    expect(named(of(1, 1), /StartExecution.*refill/)?.default).toBe(150);
    expect(named(of(1, 1, 2, 'eu-west-1'), /StartExecution.*refill/)?.default).toBe(300);
  });
});

test('the floor is two writes for each rotation', () => {
  expect(floorSeconds(50_000)).toBe(2_000);
});
