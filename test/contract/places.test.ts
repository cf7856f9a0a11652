import { expect, test } from '@jest/globals';
import { psaEndpoint, psaSecretForm } from '../../contract/psa.ts';
import { type VaultPlace, vaultEndpoint, vaultSecretForm } from '../../contract/vault.ts';

const psas = [
  { system: 'connectwise', site: 'api-eu.myconnectwise.net' },
  { system: 'halopsa', host: 'northwind.halopsa.com' },
  { system: 'autotask' },
] as const;

const vaults: readonly VaultPlace[] = [
  ...(['us', 'eu', 'au'] as const).map((region) => ({ system: 'it-glue', region }) as const),
  { system: 'hudu', host: 'northwind.huducloud.com' },
  { system: '1password-connect', host: 'connect.northwind.example' },
  ...(['us', 'eu', 'au', 'jp', 'ca', 'us-gov'] as const).map((region) => ({ system: 'keeper', region }) as const),
];

test('every PSA and vault has a place and a secret', () => {
  expect(psas.map(({ system }) => system).sort()).toEqual(Object.keys(psaSecretForm).sort());
  expect([...new Set(vaults.map(({ system }) => system))].sort()).toEqual(Object.keys(vaultSecretForm).sort());
});

test('each place is one host, by https', () => {
  for (const place of [...psas.map(psaEndpoint), ...vaults.map(vaultEndpoint)]) {
    const url = new URL(place ?? '');
    expect([url.protocol, url.origin]).toEqual(['https:', place]);
  }
});

test('no system, no place', () => {
  expect(psaEndpoint({ system: 'none' })).toBeUndefined();
  expect(vaultEndpoint({ system: 'none' })).toBeUndefined();
});
