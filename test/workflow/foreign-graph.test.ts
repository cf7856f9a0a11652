import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tailspin, wingtip } from './foreign/directory.ts';
import { estateOf } from './foreign/foreign-estate.ts';
import { type ForeignGraph, startForeignGraph } from './foreign/graph.ts';
import { currentPasswordHashes, type ExportedRecord, recordsIn, summaryIn } from './foreign/left-behind.ts';
import { freePorts, npmStart } from './npm-start.ts';

/** `npm start -- --approve all` against a Graph that is not ours: exactly the right accounts, whatever that Graph does. */

const out = mkdtempSync(join(tmpdir(), 'rotation-foreign-'));
const customers = [
  { name: 'tailspin', ...tailspin() },
  { name: 'wingtip', ...wingtip() },
];
const withLot = (lot: string) =>
  customers.flatMap(({ truth }) => [...truth].flatMap(([name, each]) => (each === lot ? [name] : []))).sort();

let graph: ForeignGraph;
let exitCode: number | null;
let printed: string;
let records: readonly ExportedRecord[];
beforeAll(async () => {
  const { yaml, readerClientId, writerClientId } = estateOf(customers);
  const config = join(out, 'estate.yaml');
  writeFileSync(config, yaml);
  const tenants = customers.map(({ tenant }) => tenant);
  graph = await startForeignGraph({ tenants, readerClientId, writerClientId });
  const elsewhere = ['--graph', graph.origin, '--login', graph.origin, '--config', config];
  const port = String(await freePorts());
  const started = npmStart(['--approve', 'all', ...elsewhere, '--out', join(out, 'run'), '--port', port]);
  exitCode = await started.exitCode;
  printed = started.printed();
  records = exitCode === 0 ? await recordsIn(join(out, 'run')) : [];
});
afterAll(async () => {
  await graph.close();
  rmSync(out, { recursive: true, force: true });
});

const resets = () => graph.patches.filter(({ status }) => status === 204);

describe('a Graph that is not ours', () => {
  test('made every kind of trouble', () => {
    expect(graph.troubles).toMatchObject({ throttled: expect.any(Number), '503': expect.any(Number) });
    expect(graph.troubles['throttled inside a batch']).toBeGreaterThan(3);
    expect(graph.troubles['token refused']).toBeGreaterThan(0);
    expect(new Set(graph.patches.map(({ status }) => status))).toEqual(new Set([204, 429, 503]));
  });

  test('refused what is only told to people, in a tenant without a licence for it and where there is no permission', () => {
    expect(graph.troubles['sign-ins refused']).toBeGreaterThan(0);
    expect(graph.troubles['sign-ins told']).toBeGreaterThan(0);
    expect(graph.troubles['names refused']).toBeGreaterThan(0);
    const found = records.filter(({ action }) => action === 'account.discovered').map(({ detail }) => detail);
    expect(found.join('\n')).toContain('an administrative unit whose name was not told (id ');
  });

  test('the cycle ends well all the same', () => {
    expect(printed).toContain('closed after');
    expect(exitCode).toBe(0);
    const { tenants, accounts, audit, links } = summaryIn(join(out, 'run'));
    expect(tenants).toEqual({ total: 2, failed: 0 });
    expect(accounts).toMatchObject({ failed: 0, uncertain: 0 });
    expect(accounts.rotated).toBe(withLot('rotated').length);
    expect(accounts.discovered).toBe(withLot('rotated').length + withLot('left-out').length);
    expect(links).toEqual({ issued: accounts.rotated, revealed: accounts.rotated });
    expect(audit.sealVerified).toBe(true);
  });

  test('exactly the expected accounts were reset, as that Graph tells', () => {
    const changed = [...new Set(resets().map(({ userPrincipalName }) => userPrincipalName))].sort();
    expect(changed).toEqual(withLot('rotated'));
    const touched = new Set(graph.patches.map(({ userPrincipalName }) => userPrincipalName));
    expect(withLot('left-out').filter((each) => touched.has(each))).toEqual([]);
  });

  test('what it holds for each is the current version of its credential, and no other was ever sent', () => {
    const current = currentPasswordHashes(join(out, 'run'));
    expect([...current.keys()].sort()).toEqual(withLot('rotated'));
    for (const { userPrincipalName, passwordHash } of graph.patches) {
      expect(current.get(userPrincipalName)).toBe(passwordHash);
    }
  });

  test('the export tells the same', () => {
    const proven = records.filter(({ action }) => action === 'reset.proven').map(({ account }) => account);
    expect(proven.sort()).toEqual(withLot('rotated'));
    const found = records.filter(({ action }) => action === 'tenant.discovered').map(({ detail }) => detail);
    expect(found.join('\n')).toContain('PIM: not licensed');
  });

  test('each account that holds a role and was left out has its reason on record', () => {
    const reasons = new Map(
      records.filter(({ action }) => action === 'account.excluded').map(({ account, reason }) => [account, reason]),
    );
    expect(Object.fromEntries(reasons)).toEqual({
      'bg1@tailspin.example': 'break-glass',
      'bg2@tailspin.example': 'break-glass',
      'bg1@wingtip.example': 'break-glass',
      'bg2@wingtip.example': 'break-glass',
      'synced@tailspin.example': 'synced',
      'federated@adfs.tailspin.example': 'federated',
      'guest_partner.example#EXT#@tailspin.example': 'guest',
      'restricted@tailspin.example': 'restricted',
      'disabled@tailspin.example': 'disabled',
      'listed@tailspin.example': 'listed',
      'agent@tailspin.example': 'ai-identity',
      'sync_host01_0a1b2c3d@tailspin.example': 'sync-service',
      'silent@tailspin.example': 'unknown-data',
    });
  });
});
