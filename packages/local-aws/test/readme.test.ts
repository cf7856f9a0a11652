import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clockAt } from '@m365-rotation/loopback';
import { startCloud } from '../cloud.ts';
import { ignoredTypes } from '../template/ignored.ts';
import { supportedTypes } from '../template/read-template.ts';
import { assemblyFolder } from './template/assembly-folder.ts';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

/** First cell → second cell, of the rows of the tables under a heading. */
function rowsUnder(heading: string): Map<string, string> {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return new Map(
    [...own.matchAll(/^\| `([^`]+)` +\|(.*?)\|/gm)].map(([, name = '', text = '']) => [name, text.trim()] as const),
  );
}

const inCode = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

test('the table of services names each action of each service', async () => {
  const out = mkdtempSync(join(tmpdir(), 'readme-'));
  const assembly = await assemblyFolder({});
  const ports = { portal: 0, aws: 0 };
  const cloud = await startCloud({ assembly, out, clock: clockAt(1), ports, overrides: {} });
  const told = [...rowsUnder('Services')].map(([name, actions]) => [name, inCode(actions)]);
  const there = [...cloud.services].map(([name, { actions }]) => [name, Object.keys(actions).sort()]);
  await cloud.close();
  rmSync(out, { recursive: true });
  rmSync(assembly, { recursive: true });
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(there));
});

test('the table of templates names each type of resource, and which are ignored', () => {
  const rows = rowsUnder('Templates');
  expect([...rows.keys()]).toEqual([...supportedTypes, ...ignoredTypes].sort());
  expect([...rows].flatMap(([type, text]) => (text === 'ignored' ? [type] : []))).toEqual([...ignoredTypes].sort());
});
