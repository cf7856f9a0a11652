import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { freePorts, npmStart } from './npm-start.ts';

/** Each estate of `examples/`, from its file to a closed cycle, as whoever copies it would run it first. */

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const summarySchema = z.object({
  tenants: z.object({ total: z.int(), failed: z.int() }),
  accounts: z.object({
    rotated: z.int(),
    failed: z.int(),
    uncertain: z.int(),
  }),
  audit: z.object({ sealVerified: z.boolean() }),
});

/** What each shows: how many accounts of how many tenants are rotated. */
const shown: Readonly<
  Record<string, { readonly tenants: number; readonly rotated: number; readonly printed?: string }>
> = {
  'one-tenant': { tenants: 1, rotated: 11 },
  'privileged-roles': { tenants: 2, rotated: 16 },
  certificate: { tenants: 1, rotated: 11 },
  'until-stored': { tenants: 1, rotated: 11, printed: '11 of 11 passwords written into hudu' },
};

test('each example is run here', () => {
  expect(
    readdirSync('examples')
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'))
      .toSorted(),
  ).toEqual(Object.keys(shown).toSorted());
});

test.each(Object.entries(shown))('%s', async (name, { tenants, rotated, printed = '' }) => {
  const out = join(folder, name);
  const args = [
    '--config',
    `examples/${name}.yaml`,
    '--approve',
    'all',
    '--out',
    out,
    '--port',
    String(await freePorts()),
  ];
  const started = npmStart(args);
  expect([await started.exitCode, started.printed()]).toEqual([0, expect.stringContaining(printed)]);
  const summary = summarySchema.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
  expect(summary).toMatchObject({
    tenants: { total: tenants, failed: 0 },
    accounts: { rotated, failed: 0, uncertain: 0 },
    audit: { sealVerified: true },
  });
});
