import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keepPrivate } from '../../local/private-files.ts';

let before: number;
let out: string;
beforeEach(() => {
  before = process.umask(0o022);
  out = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => {
  process.umask(before);
  rmSync(out, { recursive: true });
});

const modeOf = (...path: string[]) => (statSync(join(out, ...path)).mode & 0o777).toString(8);

test('what an earlier run left becomes private, what comes is so, and other things stay as they are', () => {
  mkdirSync(join(out, 'aws', 'secrets-manager'), { recursive: true });
  writeFileSync(join(out, 'aws', 'secrets-manager', 'a.json'), '{}');
  writeFileSync(join(out, 'summary.json'), '{}');
  mkdirSync(join(out, 'mine'));
  writeFileSync(join(out, 'mine', 'notes.txt'), '');
  keepPrivate(out);
  expect(modeOf('aws')).toBe('700');
  expect(modeOf('aws', 'secrets-manager')).toBe('700');
  expect(modeOf('aws', 'secrets-manager', 'a.json')).toBe('600');
  expect(modeOf('summary.json')).toBe('600');
  expect([modeOf('mine'), modeOf('mine', 'notes.txt')]).toEqual(['755', '644']);
  mkdirSync(join(out, 'later'));
  writeFileSync(join(out, 'later', 'x'), '');
  expect([modeOf('later'), modeOf('later', 'x')]).toEqual(['700', '600']);
});

test('a folder that is not there yet is made private', () => {
  keepPrivate(join(out, 'new'));
  expect(modeOf('new')).toBe('700');
});
