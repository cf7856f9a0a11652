import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { evidenceOf } from '../crash/evidence.ts';
import { checkVaultByHand } from '../runs/check-vault-by-hand.ts';
import { freePorts } from './npm-start.ts';

/**
 * The function that looks for records before a cycle, as it is deployed: its bundle, its role, Keeper's own SDK in it, and what the team
 * gets. No cycle has run yet, so the records are those that the estate lists.
 */

const folder = mkdtempSync(join(tmpdir(), 'vault-preflight-'));
const out = join(folder, 'run');
const { tenants, yaml } = crashEstate(2);
const uid = (of: string) => `${of}${'A'.repeat(22)}`.slice(0, 22);
const estateSchema = z.looseObject({ tenants: z.array(z.looseObject({ name: z.string() })) });
function estateText(): string {
  const estate = estateSchema.parse(parse(yaml));
  return stringify({
    ...estate,
    vault: { system: 'keeper', region: 'eu' },
    tenants: estate.tenants.map((tenant) => ({
      ...tenant,
      handOver: { admin: 'vault', service: 'vault' },
      vault: {
        organization: { id: uid(`folder_${tenant.name}`) },
        records: ['admin', 'svc-app'].map((account) => ({
          account: `${account}@${tenant.name}.example`,
          id: uid(`${account}_${tenant.name}`),
        })),
      },
    })),
  });
}

let product: RunningProduct;
beforeAll(async () => {
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, estateText());
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  product = await startProduct({ assembly, out, port: await freePorts(), speed: 120, microsoft: { tenants } });
});
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const recorded = async () => (await evidenceOf(product)).audit.filter(({ action }) => action === 'vault.checked');
/** What reached the team: mails, and cards of Teams. */
const told = () =>
  readdirSync(join(out, 'inbox'))
    .filter((name) => /-(mail|teams)\.json$/.test(name))
    .map((name) => readFileSync(join(out, 'inbox', name), 'utf8'));
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

test('finds the records, records it for each tenant and cycle, and reads none', async () => {
  const { vault } = product.inbox;
  const paths = new Set<string>();
  vault?.watch(({ path }) => void paths.add(path));
  const { checked, left } = await checkVaultByHand(product);
  expect(checked).toBeGreaterThanOrEqual(tenants.length);
  expect(left).toBe(0);
  expect(await recorded()).toHaveLength(checked);
  expect(paths).toEqual(new Set(['/api/rest/sm/v1/get_secret']));
  expect(vault?.store.writes()).toBe(0);
});

test('tells the team once for each cycle, and looks for nothing twice', async () => {
  const before = await recorded();
  expect(await checkVaultByHand(product)).toEqual({ checked: 0, left: 0 });
  expect(await recorded()).toHaveLength(before.length);
  const cycles = new Set(before.map(({ cycleId }) => cycleId));
  while (told().length < cycles.size) await pause();
  expect(told().length).toBe(cycles.size);
  for (const text of told()) expect(text).toContain('The vault is ready for the next cycle: 4 records found');
});
