import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deployedVersion } from '../../../lambda/runtime/deployed-version.ts';
import { exampleEstate } from '../../lib/synthesized.ts';

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

const deployed = (estate: object, code: unknown = '1.0.0-0123456789abcdef') => {
  writeFileSync(join(folder, 'estate.json'), JSON.stringify(estate));
  writeFileSync(join(folder, 'code-version.json'), JSON.stringify(code));
  return deployedVersion();
};

test('names the estate by what it says, however it is written, and the code as it was built', () => {
  const estate = exampleEstate();
  const turned = Object.fromEntries(Object.entries(estate).reverse());
  const version = deployed(estate);
  expect(version).toEqual({ estate: expect.stringMatching(/^[0-9a-f]{64}$/), code: '1.0.0-0123456789abcdef' });
  expect(deployed(turned)).toEqual(version);
});

test('another estate has another name', () => {
  const estate = exampleEstate();
  const other = { ...estate, msp: { ...estate.msp, name: `${estate.msp.name}.` } };
  expect(deployed(other).estate).not.toBe(deployed(estate).estate);
});

test('a function without its version stops', () => {
  expect(() => deployed(exampleEstate(), { version: '1' })).toThrow();
});
