import { expect, test } from '@jest/globals';
import type { Summary } from '../../local/summary.ts';
import { dryRunLines, summaryLines } from '../../local/summary-lines.ts';

const summary: Summary = {
  cycleId: '2026-12-07-admin-monthly',
  schedule: 'admin-monthly',
  tenants: { total: 3, failed: 1 },
  accounts: {
    discovered: 30,
    excluded: { synced: 10, 'not-in-scope': 8 },
    approved: 11,
    rejected: 1,
    expired: 0,
    rotated: 10,
    failed: 1,
    uncertain: 0,
  },
  links: { issued: 10, revealed: 9 },
  messages: { mail: 4, teams: 2, tickets: 2 },
  audit: { records: 90, chainsVerified: 12, sealVerified: true },
  calls: {},
  stateTransitions: 100,
  seconds: 30,
};

test('a cycle is told by what became of its accounts', () => {
  const text = summaryLines(summary, '/out', { dryRun: false }).join('\n');
  expect(text).toContain('  accounts   30 seen, 18 left out, 11 approved, 1 rejected, 0 expired\n');
  expect(text).toContain('  rotations  10 rotated, 1 failed, 0 uncertain\n');
  expect(text).toContain('seal verified\n');
  expect(text).not.toMatch(/would be|vault/);
});

test('a run with a vault says how many of the new passwords are in it', () => {
  const text = summaryLines(summary, '/out', { dryRun: false }, { system: 'hudu', written: 9 }).join('\n');
  expect(text).toContain('  vault      9 of 10 passwords written into hudu\n');
  expect(summaryLines(summary, '/out', { dryRun: true }, { system: 'hudu', written: 0 }).join('\n')).not.toContain(
    'vault',
  );
});

test('a dry run says how many would be rotated, and nothing of what it does not do', () => {
  const text = summaryLines(summary, '/out', { dryRun: true }).join('\n');
  expect(text).toContain('  accounts   30 seen, 18 left out, 12 would be rotated\n');
  expect(text).not.toMatch(/approved|links|audit/);
});

test('its inbox stays up where somebody sits before it; otherwise the run says where its mail lies', () => {
  expect(dryRunLines(true, 'http://127.0.0.1:8702', '/out').join('\n')).toMatch(/http:\/\/127\.0\.0\.1:8702\n.*Ctrl-C/);
  expect(dryRunLines(false, 'http://127.0.0.1:8702', '/out')).toEqual([
    'Who would be rotated and why is in the mail: /out/mail',
  ]);
});
