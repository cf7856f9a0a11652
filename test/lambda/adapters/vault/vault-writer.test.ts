import { expect, test } from '@jest/globals';
import type { Vault } from '../../../../config/estate.ts';
import { vaultWriter } from '../../../../lambda/adapters/vault/vault-writer.ts';

const writerOf = (vault: Vault) =>
  vaultWriter({ endpoint: 'https://vault.example', secret: async () => '{}', vault, now: () => new Date() });

test('an estate without a vault has no writer', () => expect(writerOf({ system: 'none' })).toBeUndefined());

test.each<[Vault, string]>([
  [{ system: 'it-glue', region: 'us' }, 'apiKey'],
  [{ system: 'hudu', host: 'northwind.huducloud.com' }, 'apiKey'],
  [{ system: '1password-connect', host: 'connect.northwind.example' }, 'token'],
  [{ system: 'keeper', region: 'us' }, 'config'],
])('%j says what its secret lacks, before anything is sent', async (vault, field) => {
  const record = { organization: { id: 'A'.repeat(22) }, record: { id: 'A'.repeat(22) } };
  const lacks = `the secret of the vault must be JSON with ${field}`;
  await expect(writerOf(vault)?.write(record, 'x')).rejects.toThrow(lacks);
  await expect(writerOf(vault)?.check(record)).rejects.toThrow(lacks);
});
