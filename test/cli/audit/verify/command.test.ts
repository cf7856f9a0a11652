import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const verify = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'bin/rotation.ts', 'audit', 'verify', ...words], {
    encoding: 'utf8',
  });
const kept = 'test/cli/audit/evidence/checkpoints-2026-11';

test('the exit code tells: no problem, problems, nothing to verify', () => {
  const good = verify(kept, '--json');
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ records: 385, chainsVerified: 58, sealVerified: true, problems: [] });

  const bad = verify(kept, '--expect', '0'.repeat(64));
  expect(bad.status).toBe(1);
  expect(bad.stdout).toMatch(/^385 records: 377 sealed by checkpoint 3 .*, 8 newer than it, 1 problem\n/);
  expect(bad.stdout).toMatch(/ {2}problem: .*0{64}.* \[checkpoint-expected\]\n$/);

  const none = verify('nowhere', '--threads', '0');
  expect(none).toMatchObject({ status: 2, stdout: '' });
  expect(none.stderr).toMatch(/^rotation: nowhere cannot be verified: /);
});

test('what was asked wrongly was not verified: 1 would say that somebody has changed a record', () => {
  expect(verify(kept, '--threads', '17')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must be a whole number from 0 to 16.'),
  });
});
