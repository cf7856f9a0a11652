import { expect, test } from '@jest/globals';
import { smallCycle } from '../../bench/scale/small-cycle.ts';
import { estimatedCounts } from '../../cli/cost/estimate.ts';
import { freePorts } from './npm-start.ts';

/** The table of `rotation cost` and `rotation capacity`, against another run than those it was made of. */

const [TENANTS, EACH] = [3, 3];
/** What a rotation does by its protocol, and a tenant once: as often in each run. */
const EXACT = [
  'secretsmanager:CreateSecret',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'states:StartExecution',
  'function discover-tenant',
  'function stage-password',
  'function reset-password',
  'function promote-password',
  'function deliver-credential',
  'function record-outcome',
];

test('a small cycle takes the calls that were counted', async () => {
  const { counts, rotated } = await smallCycle(TENANTS, EACH, await freePorts());
  expect(rotated).toBe(TENANTS * EACH);
  const estimate = estimatedCounts({ tenants: TENANTS, accounts: TENANTS * EACH });
  for (const name of EXACT) expect([name, Math.round(estimate[name] ?? Number.NaN)]).toEqual([name, counts[name]]);
  const calls = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).reduce((sum, [name, count]) => sum + (name.includes(':') ? count : 0), 0);
  expect(Math.abs(calls(estimate) / calls(counts) - 1)).toBeLessThan(0.1);
  expect(Math.abs((estimate['state transitions'] ?? 0) / (counts['state transitions'] ?? 1) - 1)).toBeLessThan(0.1);
  expect(Math.abs((estimate['write units'] ?? 0) / (counts['write units'] ?? 1) - 1)).toBeLessThan(0.1);
});
