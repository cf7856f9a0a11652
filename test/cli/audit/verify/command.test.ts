import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const rotation = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['bin/rotation.mjs', 'audit', ...words], { encoding: 'utf8' });
const verify = (...words: readonly string[]) => rotation('verify', ...words);
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

test('a command that is not understood has found no problem: it has verified nothing', () => {
  const refused = (stderr: string) => ({ status: 2, stdout: '', stderr: expect.stringContaining(stderr) });
  expect(verify(kept, '--threads', '17')).toMatchObject(refused('must be a whole number from 0 to 16.'));
  expect(verify('--expect', '0'.repeat(64), kept)).toMatchObject(refused("missing required argument 'folder'"));
});

test('what starts this command starts the others', () => {
  expect(rotation('ask')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^unapproved-resets /m) });
});
