import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { codeVersion } from '../../../lambda/runtime/code-version.ts';

let folder: string;
const before = process.env.LAMBDA_TASK_ROOT;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'version-'));
  process.env.LAMBDA_TASK_ROOT = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.LAMBDA_TASK_ROOT;
  else process.env.LAMBDA_TASK_ROOT = before;
  rmSync(folder, { recursive: true });
});

const written = (code: unknown) => {
  writeFileSync(join(folder, 'code-version.json'), JSON.stringify(code));
  return codeVersion();
};

test('names the code as it was built', () => {
  expect(written('1.0.0-0123456789abcdef')).toBe('1.0.0-0123456789abcdef');
});

test('a function without its version stops', () => {
  expect(() => written({ version: '1' })).toThrow();
  rmSync(join(folder, 'code-version.json'));
  expect(() => codeVersion()).toThrow();
});
