import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'mail-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A new account is in SES's sandbox, where IAM asks for the identity of each recipient too. */
test('in the sandbox of SES every mail of a cycle arrives', async () => {
  const { tenants, yaml } = crashEstate(1);
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  const out = join(folder, 'run');
  const product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 120,
    microsoft: { tenants },
    newAccount: true,
  });
  const summary = await wholeCycle(product, out).finally(() => product.close());
  expect(summary.accounts).toMatchObject({ approved: 1, rotated: 1 });
  // To the technician: what to decide, what to collect. To the team: that the password was seen, and the summary.
  expect(summary.messages.mail).toBe(4);
  expect(readdirSync(join(out, 'mail')).filter((file) => file.endsWith('.json'))).toHaveLength(4);
});
