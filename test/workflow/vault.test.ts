import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { estateWith } from '../../local/derived-estate.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import type { Summary } from '../../local/summary.ts';
import { synthesize } from '../../local/synthesize.ts';
import type { Exchange } from '../../local/vendors/simulation.ts';
import { FIRST_PASSWORD, type VaultStore } from '../../local/vendors/vault/record-store.ts';
import { vendorExchanges } from '../contract/vendor-exchanges.ts';
import { describeWithSchemas } from '../contract/vendor-schemas.ts';
import { adminOf, crashEstate } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { contentOf } from '../crash/leaks/scan.ts';
import { searchFor } from '../crash/leaks/search.ts';
import { freePorts } from './npm-start.ts';

/**
 * A whole cycle whose passwords go into a vault and to nobody. One tenant each: all is well; the vault's answer is lost; the vault is
 * throttled; the name leads to two organizations.
 */

const folder = mkdtempSync(join(tmpdir(), 'vault-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const out = join(folder, 'run');
const { tenants, yaml } = crashEstate(4);
const twice = tenants[3];
const exchanges: Exchange[] = [];
let summary: Summary;
let store: VaultStore;
let product: RunningProduct;
/** Requests that change a record, by its id. */
const changes = new Map<string, number>();

const estateSchema = z.looseObject({ tenants: z.array(z.looseObject({ tenantId: z.string() })) });
function estateText(): string {
  const estate = estateSchema.parse(parse(estateWith(yaml, { vault: 'it-glue' })));
  const handOver = { admin: 'vault', service: 'vault' };
  // The simulated vault has a former customer of this name already.
  const organization = { name: `${tenants[0]?.displayName} (until 2019)` };
  return stringify({
    ...estate,
    tenants: estate.tenants.map((tenant) =>
      tenant.tenantId === twice?.tenantId
        ? { ...tenant, handOver, vault: { organization, recordName: 'Microsoft 365 {userPrincipalName}' } }
        : { ...tenant, handOver },
    ),
  });
}

const recordOf = (name: string) => store.records().find((each) => each.name === `Microsoft 365 admin@${name}.example`);

beforeAll(async () => {
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, estateText());
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  product = await startProduct({ assembly, out, port: await freePorts(), speed: 120, microsoft: { tenants } });
  const { vault } = product.inbox;
  if (vault === undefined) throw new Error('there is no vault');
  store = vault.store;
  vault.watch((exchange) => exchanges.push(exchange));
  vault.fail(({ method, path }) => {
    if (method !== 'PATCH') return undefined;
    const id = path.split('/').at(-1) ?? '';
    changes.set(id, (changes.get(id) ?? 0) + 1);
    if (changes.get(id) !== 1) return undefined;
    if (id === recordOf('t001')?.id) return { kind: 'lost' };
    return id === recordOf('t002')?.id ? { kind: 'throttled', retryAfterSeconds: 20 } : undefined;
  });
  summary = await wholeCycle(product, out).finally(() => product.close());
});

const secretSchema = z.object({
  Name: z.string(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string(), VersionStages: z.array(z.string()) })),
});
const contentSchema = z.object({ password: z.string() });
const secrets = join(out, 'aws', 'secrets-manager');

/** Current passwords by account. */
function currentPasswords(): ReadonlyMap<string, string> {
  const stored = readdirSync(secrets)
    .filter((file) => file.endsWith('.json'))
    .map((file) => secretSchema.parse(JSON.parse(readFileSync(join(secrets, file), 'utf8'))));
  return new Map(
    stored
      .filter(({ Name }) => Name.startsWith('m365/'))
      .flatMap(({ Name, Versions }) =>
        Object.values(Versions)
          .filter(({ VersionStages }) => VersionStages.includes('AWSCURRENT'))
          .map(({ SecretString }) => [
            Name.split('/')[2] ?? '',
            contentSchema.parse(JSON.parse(SecretString)).password,
          ]),
      ),
  );
}

test('each record holds the password that works now, whatever went wrong on the way', () => {
  expect(summary.accounts).toMatchObject({ approved: 4, rotated: 4, failed: 0, uncertain: 0 });
  const passwords = currentPasswords();
  for (const tenant of tenants.filter((each) => each !== twice)) {
    const record = recordOf(tenant.name);
    expect(record?.password).toBe(passwords.get(adminOf(tenant)));
    expect(record?.password).not.toBe(FIRST_PASSWORD);
  }
  expect(changes.get(recordOf('t001')?.id ?? '')).toBeGreaterThan(1);
  expect(changes.get(recordOf('t002')?.id ?? '')).toBeGreaterThan(1);
});

test('of two organizations with the name no record is written, nor is any other', () => {
  const written = store.records().filter(({ writes }) => writes > 0);
  expect(written.map(({ username }) => username).sort()).toEqual(
    tenants.filter((each) => each !== twice).map(({ name }) => `admin@${name}.example`),
  );
});

test('nobody has seen a password but that of the ambiguous organization, whose technician got a link', () => {
  expect(summary.links).toEqual({ issued: 1, revealed: 1 });
});

test('passwords are nowhere but in Secrets Manager and in the records of the vault', () => {
  const passwords = [...currentPasswords().values()];
  expect(passwords).toHaveLength(4);
  const search = searchFor(passwords);
  const vault = store.folder;
  const places = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && search(contentOf(join(each.parentPath, each.name))).size > 0)
    .map(({ parentPath }) => parentPath);
  expect(new Set(places)).toEqual(new Set([secrets, vault]));
  expect(places.filter((each) => each === vault)).toHaveLength(3);
});

test('the vault’s key and its answers are in no log', () => {
  const key = z.object({ apiKey: z.string() }).parse(JSON.parse(product.inbox.vault?.secret ?? '')).apiKey;
  const search = searchFor([key, FIRST_PASSWORD]);
  const logs = join(out, 'logs');
  const files = readdirSync(logs, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((each) => search(contentOf(join(each.parentPath, each.name))).size > 0)).toEqual([]);
});

describeWithSchemas('IT Glue’s description', () => {
  test('has every request that the simulation received, and every answer that it gave', () => {
    expect(exchanges.length).toBeGreaterThan(10);
    expect(exchanges.flatMap(vendorExchanges('it-glue.json'))).toEqual([]);
    expect(exchanges.every(({ answer }) => !answer.includes(FIRST_PASSWORD))).toBe(true);
  });
});
