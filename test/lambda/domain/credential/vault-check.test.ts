import { expect, test } from '@jest/globals';
import {
  MOST_TOLD,
  type VaultCheck,
  vaultCheckSchema,
  vaultRemedy,
} from '../../../../lambda/domain/credential/vault-check.ts';

test.each([
  ['record-not-found', 'make or rename it there, or correct the vault section of the tenant in the estate'],
  ['record-ambiguous', 'rename all but one there, or give the id in the estate'],
  [
    'vault-not-allowed',
    'give the key of the vault the right to change passwords there, or put a new key into its secret',
  ],
  ['vault-refused', 'give the record one field for a password'],
  ['record-shared', 'give each account a record of its own in the vault section of its tenant in the estate'],
  ['no-record-named', 'name its record in the vault section of the tenant in the estate'],
  ['vault-unreachable', 'see whether the vault can be reached'],
  ['', 'see whether the vault can be reached'],
])('%s: %s', (problem, remedy) => {
  expect(vaultRemedy(problem)).toBe(remedy);
});

const found: VaultCheck = {
  cycleId: '2026-12-07-admin-monthly',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  at: '2026-12-06T08:00:00.000Z',
  ready: 0,
  unseen: 0,
  troubled: 0,
  problems: [],
};
const problems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    account: `svc-${index}@contoso.example`,
    problem: 'record-not-found',
    detail: `No record "svc-${index}" in organization 12.`,
  }));

test.each<[string, object, boolean]>([
  ['nothing to look at', {}, true],
  ['some of each', { ready: 3, unseen: 2, troubled: 1, problems: problems(1) }, true],
  ['as many problems as are told', { troubled: 21, problems: problems(MOST_TOLD) }, true],
  ['one more', { troubled: 21, problems: problems(MOST_TOLD + 1) }, false],
  ['fewer than none', { ready: -1 }, false],
  ['fewer than none that were not looked at', { unseen: -1 }, false],
  ['fewer than none that cannot be written', { troubled: -1 }, false],
  ['half a record', { ready: 0.5 }, false],
  ['a cycle of another form', { cycleId: 'December' }, false],
  ['a problem with more than is told', { problems: [{ ...problems(1)[0], password: 'x' }] }, false],
  ['more than is found', { password: 'x' }, false],
])('what was found in the vault may be: %s: %p', (_, given, good) => {
  expect(vaultCheckSchema.safeParse({ ...found, ...given }).success).toBe(good);
  expect(MOST_TOLD).toBe(20);
});
