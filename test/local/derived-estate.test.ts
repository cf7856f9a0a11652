import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { exampleTenants } from '@m365-rotation/local-microsoft';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { loadEstate } from '../../config/load-estate.ts';
import { psaSecretForm } from '../../contract/psa.ts';
import { vaultSecretForm } from '../../contract/vault.ts';
import { estateFileWith, estateWith, type OtherSystems } from '../../local/derived-estate.ts';
import { vaultOfEstate } from '../../local/vault-of-estate.ts';
import { psaNames } from '../../local/vendors/psas.ts';
import { vaultStore } from '../../local/vendors/vault/record-store.ts';
import { vaultSystems, vaults } from '../../local/vendors/vaults.ts';

const EXAMPLE = 'config/example.yaml';
const folder = mkdtempSync(join(tmpdir(), 'derived-'));
afterAll(() => rmSync(folder, { recursive: true }));

function estateOf(wanted: OtherSystems, file = EXAMPLE): Estate {
  const loaded = loadEstate(estateFileWith(file, wanted, folder));
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded.estate;
}

test('what can be chosen can be simulated, and is a system of the product', () => {
  expect(new Set(vaultSystems)).toEqual(new Set(Object.keys(vaultSecretForm)));
  expect(Object.keys(psaSecretForm)).toEqual(expect.arrayContaining([...psaNames]));
});

const byName = vaultSystems.filter((system) => system !== 'keeper');

test.each(byName)(
  '--vault %s: passwords of services go into the vault, those of administrators to people too',
  (vault) => {
    const estate = estateOf({ vault });
    expect(estate.vault.system).toBe(vault);
    expect(estate.tenants.map(({ displayName, handOver, vault: rules }) => [handOver, rules, displayName])).toEqual(
      estate.tenants.map(({ displayName }) => [
        { admin: 'both', service: 'vault' },
        { organization: { name: displayName }, recordName: 'Microsoft 365 {userPrincipalName}', records: [] },
        displayName,
      ]),
    );
    expect({ ...estate, vault: undefined, tenants: undefined }).toEqual({
      ...estateOf({}),
      vault: undefined,
      tenants: undefined,
    });
  },
);

test('--vault keeper: names are encrypted there, so each account has the id of its record, and the simulation has that record', () => {
  const estate = estateOf({ vault: 'keeper' });
  const ids = estate.tenants.flatMap(({ vault }) => vault?.records.map((each) => ('id' in each ? each.id : '')) ?? []);
  expect(ids.length).toBeGreaterThan(80);
  expect(new Set(ids).size).toBe(ids.length);
  const store = vaultStore({
    folder: join(folder, 'keeper'),
    filled: vaultOfEstate(estate, exampleTenants),
    idOf: vaults.keeper.idOf,
    now: () => new Date(),
  });
  expect(ids.filter((id) => store.find(id) === undefined)).toEqual([]);
});

test.each([...psaNames])('--psa %s', (psa) => expect(estateOf({ psa }).psa.system).toBe(psa));

test('what the estate says of a system that it has is left as it is', () => {
  expect(estateOf({ psa: 'connectwise' })).toEqual(estateOf({}));
  const own = join(folder, 'own.yaml');
  const text = readFileSync(EXAMPLE, 'utf8')
    .replace('vault: { system: none }', 'vault: { system: hudu, host: own.huducloud.com }')
    .replace(
      '    ticketCompany: CONTOSO\n',
      '$&    vault: { organization: { id: "7" }, records: [{ account: a@b.example, id: "9" }] }\n',
    );
  writeFileSync(own, text);
  expect(estateOf({ vault: 'hudu' }, own)).toEqual(estateOf({}, own));
  expect(estateOf({ vault: 'it-glue' }, own).tenants[0]?.vault).toMatchObject({
    organization: { name: 'Contoso Ltd' },
  });
});

test('none: tickets and vault are left out, and links hand over again', () => {
  const derived = estateFileWith(EXAMPLE, { vault: 'it-glue' }, folder);
  const text = estateWith(readFileSync(derived, 'utf8'), { vault: 'none', psa: 'none' });
  const without = join(folder, 'without.yaml');
  writeFileSync(without, text);
  const estate = estateOf({}, without);
  expect([estate.psa, estate.vault]).toEqual([{ system: 'none' }, { system: 'none' }]);
  expect(estate.tenants.map(({ handOver, vault }) => [handOver, vault])).toEqual(
    estate.tenants.map(() => [{ admin: 'link', service: 'link' }, undefined]),
  );
});

test('without a wanted system the file itself is used', () =>
  expect(estateFileWith(EXAMPLE, {}, folder)).toBe(EXAMPLE));

test('what stands before the portal in AWS is left out here, where it has an address of its own', () => {
  const named = join(folder, 'named.yaml');
  const domain = '{ name: r.example, certificateArn: arn:aws:acm:us-east-1:123456789012:certificate/0a1b }';
  const firewall = '{ webAclArn: arn:aws:wafv2:us-east-1:123456789012:global/webacl/R/0a1b }';
  const text = readFileSync(EXAMPLE, 'utf8')
    .replace('  stage: production', `  stage: test\n  domain: ${domain}\n  firewall: ${firewall}`)
    .replace('  # portalUrl: https://rotation.northwind.example', '  portalUrl: https://r.example')
    .replace('  lock: governance', '  lock: none');
  writeFileSync(named, text);
  const { msp, deployment, audit } = estateOf({}, named);
  expect({ portalUrl: msp.portalUrl, deployment, lock: audit.lock }).toEqual({
    portalUrl: undefined,
    deployment: { stage: 'test' },
    lock: 'none',
  });
});

test('an estate in several files has no address of AWS here either, and keeps its tenants', () => {
  const there = join(folder, 'in-files');
  mkdirSync(join(there, 'tenants'), { recursive: true });
  const { tenants, ...main } = z
    .looseObject({ msp: z.looseObject({}), tenants: z.array(z.looseObject({ name: z.string() })) })
    .parse(parse(readFileSync(EXAMPLE, 'utf8')));
  writeFileSync(
    join(there, 'estate.yaml'),
    stringify({ ...main, msp: { ...main.msp, portalUrl: 'https://r.example' } }),
  );
  for (const each of tenants) writeFileSync(join(there, 'tenants', `${each.name}.yaml`), stringify(each));
  for (const file of [there, join(there, 'estate.yaml')]) {
    const estate = estateOf({}, file);
    expect(estate.msp.portalUrl).toBeUndefined();
    expect(estate.tenants.map(({ name }) => name)).toEqual(['adventure-works', 'contoso', 'fabrikam']);
    expect(() => estateOf({ vault: 'hudu' }, file)).toThrow(`write the system into ${join(there, 'estate.yaml')}`);
  }
});

test.each(['', 'a: [', '- 1', 'tenants: 7'])(
  'a file that is no estate (%j) is left to whoever checks estates',
  (text) => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, text);
    expect('problems' in loadEstate(estateFileWith(file, { vault: 'hudu', psa: 'none' }, folder))).toBe(true);
  },
);

test('an estate in several files keeps its systems: where to write another is said', () => {
  expect(estateFileWith('config', {}, folder)).toBe('config');
  expect(() => estateFileWith('config', { vault: 'hudu' }, folder)).toThrow(
    'config: --psa and --vault change an estate in one file; write the system into config/estate.yaml',
  );
});
