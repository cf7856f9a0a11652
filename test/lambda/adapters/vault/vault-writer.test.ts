import { expect, test } from '@jest/globals';
import type { Vault } from '../../../../config/estate.ts';
import { vaultWriter } from '../../../../lambda/adapters/vault/vault-writer.ts';

const writerOf = (vault: Vault) =>
  vaultWriter({ endpoint: 'https://vault.example', secret: async () => '{}', vault, now: () => new Date() });

test('an estate without a vault has no writer', () => expect(writerOf({ system: 'none' })).toBeUndefined());

test.each<Vault>([
  { system: 'it-glue', region: 'us' },
  { system: 'hudu', host: 'northwind.huducloud.com' },
])('$system says what its secret lacks, before anything is sent', async (vault) => {
  const record = { organization: { name: 'Contoso Ltd' }, record: { name: 'x' } };
  await expect(writerOf(vault)?.write(record, 'x')).rejects.toThrow('the secret of the vault must be JSON with apiKey');
});

test.each<Vault>([
  { system: '1password-connect', host: 'connect.northwind.example' },
  { system: 'keeper', region: 'us' },
])('$system is refused until its adapter is there', (vault) =>
  expect(() => writerOf(vault)).toThrow('is not supported yet'),
);
