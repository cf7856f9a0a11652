import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { privateFolder } from '../private-folder.ts';
import { writeJson } from '../stored-file.ts';

const root = mkdtempSync(join(tmpdir(), 'private-'));
afterAll(() => rmSync(root, { recursive: true }));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('a written file is for this user alone, its folder too, also where a readable one was before', () => {
  const file = join(root, 'new', 'secret.json');
  writeJson(file, 1);
  expect([modeOf(file), modeOf(join(root, 'new'))]).toEqual(['600', '700']);
  chmodSync(file, 0o644);
  writeJson(file, 2);
  expect(modeOf(file)).toBe('600');
});

test('a folder that others could open is closed', () => {
  const folder = join(root, 'open');
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(join(folder, 'x'), '');
  expect(privateFolder(folder)).toBe(folder);
  expect(modeOf(folder)).toBe('700');
  expect(modeOf(privateFolder(join(root, 'a', 'b')))).toBe('700');
});
