import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { commands } from '../../cli/commands.ts';

const rotation = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['bin/rotation.mjs', ...words], { encoding: 'utf8' });

test('the help of the command line lists every command, and how to learn its version', () => {
  const { stdout, status } = rotation('--help');
  expect(status).toBe(0);
  for (const each of ['-V, --version', ...Object.keys(commands)]) expect(stdout).toContain(`\n  ${each} `);
  expect(rotation('--version').stdout).toMatch(/^\d+\.\d+\.\d+ \(/);
});
