import { expect, test } from '@jest/globals';
import { exitCodeHelp, exitCodeOf } from '../../local/exit-code.ts';
import type { Summary } from '../../local/summary.ts';

const summary = (tenantsFailed: number, uncertain: number, sealVerified: boolean): Summary => ({
  cycleId: '2026-12-07-admin-monthly',
  schedule: 'admin-monthly',
  tenants: { total: 5, failed: tenantsFailed },
  accounts: { discovered: 9, excluded: {}, approved: 9, rejected: 0, expired: 0, rotated: 0, failed: 3, uncertain },
  links: { issued: 0, revealed: 0 },
  messages: { mail: 0, teams: 0, tickets: 0 },
  audit: { records: 1, chainsVerified: 1, sealVerified },
  calls: {},
  stateTransitions: 0,
  seconds: 1,
});

test.each([
  [0, 0, 0, true, false],
  [3, 1, 0, true, false],
  [3, 5, 0, true, false],
  [4, 0, 1, true, false],
  [4, 5, 1, true, false],
  [1, 5, 1, false, false],
  [1, 0, 0, false, false],
  [0, 0, 0, false, true],
  [3, 5, 0, false, true],
])(
  'exit code %i: %i tenants failed, %i accounts uncertain, seal verified %s, dry run %s',
  (code, failed, uncertain, verified, dryRun) => {
    expect(exitCodeOf(summary(failed, uncertain, verified), { dryRun })).toBe(code);
  },
);

test('the help names each', () => {
  expect([...exitCodeHelp.matchAll(/^ {2}(\d)/gm)].map(([, digit]) => Number(digit))).toEqual([0, 1, 3, 4]);
});
