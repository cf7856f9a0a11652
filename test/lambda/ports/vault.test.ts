import { expect, test } from '@jest/globals';
import { VaultBusy, type VaultPreflight, VaultRefused, type VaultWriter } from '../../../lambda/ports/vault.ts';

test('what a vault refused is told by a code for records and a sentence for people', async () => {
  const refused = new VaultRefused('record-ambiguous', '2 records of Contoso Ltd have this name');
  const vault: VaultWriter & VaultPreflight = {
    write: () => Promise.reject(refused),
    check: () => Promise.reject(refused),
  };
  const record = { organization: { name: 'Contoso Ltd' }, record: { name: 'svc-backup' } };
  const error = await vault.write(record, 'x').catch((thrown: VaultRefused) => thrown);
  if (!(error instanceof VaultRefused)) throw new Error('nothing was refused');
  expect([error.name, error.problem, String(error)]).toEqual([
    'VaultRefused',
    'record-ambiguous',
    'VaultRefused: 2 records of Contoso Ltd have this name',
  ]);
});

test('a vault that asks to wait says how long, where it does', () => {
  const busy = new VaultBusy('IT Glue answered 429', 30);
  expect([busy.name, busy.retryAfterSeconds, String(busy)]).toEqual([
    'VaultBusy',
    30,
    'VaultBusy: IT Glue answered 429',
  ]);
});
