import { expect, test } from '@jest/globals';
import { vaultWords } from '../../../../lambda/domain/credential/vault-words.ts';

const at = (instant: string) => `<${instant}>`;

test('what became of a password in the vault is said with its time, and with its record or the reason', () => {
  expect(vaultWords({ status: 'queued', since: 'then' }, at)).toBe('waits for the vault since <then>');
  expect(vaultWords({ status: 'written', at: 'then', recordId: '4711' }, at)).toBe(
    'in the vault since <then>, record 4711',
  );
  expect(vaultWords({ status: 'given-up', at: 'then', reason: 'own-account' }, at)).toBe(
    'not in the vault, given up <then>: about an own account',
  );
});
