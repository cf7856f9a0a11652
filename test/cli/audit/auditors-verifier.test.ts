import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

/** `auditor/verify.mjs` as somebody starts it. What it says of folders, `other-verifiers.test.ts` tells. */

const kept = 'test/cli/audit/evidence/checkpoints-2026-11';
const HASH = 'cc126c8c2ebfa8f162ae314ef7bde73a4a2339ce061d8f13fd0cf197bc5ec31d';
const WRONG = '0'.repeat(64);
const run = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['auditor/verify.mjs', ...words], { encoding: 'utf8' });

describe('an argument that it does not understand would be a check that nobody made', () => {
  test.each([
    ['a second value behind one option', [kept, '--expect', HASH, WRONG], 'before each of their values'],
    ['an option that it does not know', [kept, '--public-keys', 'key.pem'], '--public-keys'],
    ['an option without a value', [kept, '--expect'], '--expect'],
    ['an option that takes the next one for its value', [kept, '--public-key', '--expect', HASH], '--public-key'],
    ['a second folder', [kept, kept], 'name one folder'],
    ['no folder', ['--expect', HASH], 'name one folder'],
    ['nothing', [], 'name one folder'],
  ])('%s', (_, words, said) => {
    const { status, stdout, stderr } = run(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

test('each value that is given is looked at', () => {
  const { status, stdout } = run(kept, '--expect', HASH, '--expect', WRONG, `--expect=${'1'.repeat(64)}`);
  expect(status).toBe(1);
  expect(stdout).toMatch(/ 2 problems\n/);
});

test('a hash may be written in capitals, as for the command', () => {
  expect(run(kept, '--expect', HASH.toUpperCase()).status).toBe(0);
});
