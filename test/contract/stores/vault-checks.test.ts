import { expect, test } from '@jest/globals';
import type { VaultCheck } from '../../../lambda/domain/credential/vault-check.ts';
import { actionsOf, describeStores } from './stores.ts';
import { cycleId, fact, NOW, tenantId } from './values.ts';

const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000).toISOString();
const check = (changes: Partial<VaultCheck> = {}): VaultCheck => ({
  cycleId,
  tenantId,
  at: hours(0),
  ready: 11,
  unseen: 0,
  troubled: 1,
  problems: [{ account: 'alice@contoso.example', problem: 'record-not-found', detail: 'no record' }],
  ...changes,
});
const checked = (changes: { readonly tenantId?: string } = {}) => {
  const { accountId: _, ...about } = fact({ action: 'vault.checked', ...changes });
  return about;
};

describeStores('what the vault said before a cycle', (stores) => {
  test('is kept with its record, for each tenant of the cycle', async () => {
    const { vaultChecks } = stores();
    expect(await vaultChecks.ofCycle(cycleId)).toEqual([]);
    const other = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';
    expect(await vaultChecks.record(check(), hours(-1), checked())).toBe(true);
    expect(await vaultChecks.record(check({ tenantId: other }), hours(-1), checked({ tenantId: other }))).toBe(true);
    expect(await vaultChecks.record(check({ cycleId: '2027-01-04-admin-monthly' }), hours(-1), checked())).toBe(true);
    const found = await vaultChecks.ofCycle(cycleId);
    expect(found.map((each) => each.tenantId).sort()).toEqual([tenantId, other].sort());
    expect(found).toContainEqual(check());
    expect(await actionsOf(stores(), `${tenantId}#-`)).toEqual(['vault.checked', 'vault.checked']);
  });

  test('is recorded once, and anew where it is older than what counts', async () => {
    const { vaultChecks } = stores();
    await vaultChecks.record(check(), hours(-1), checked());
    const again = check({ at: hours(1), ready: 12, troubled: 0, problems: [] });
    expect(await vaultChecks.record(again, hours(-1), checked())).toBe(false);
    expect(await vaultChecks.record(again, hours(0), checked())).toBe(false);
    expect(await vaultChecks.ofCycle(cycleId)).toEqual([check()]);
    expect(await vaultChecks.record(again, hours(0.5), checked())).toBe(true);
    expect(await vaultChecks.ofCycle(cycleId)).toEqual([again]);
    expect(await actionsOf(stores(), `${tenantId}#-`)).toHaveLength(2);
  });

  test('of two runs at once one records it', async () => {
    const { vaultChecks } = stores();
    const results = await Promise.all([1, 2, 3].map(() => vaultChecks.record(check(), hours(-1), checked())));
    expect(results.filter((each) => each)).toHaveLength(1);
    expect(await actionsOf(stores(), `${tenantId}#-`)).toHaveLength(1);
  });

  test('was told, for the instant since when checks count', async () => {
    const { vaultChecks } = stores();
    expect(await vaultChecks.isTold(cycleId, hours(-24))).toBe(false);
    await vaultChecks.setTold(cycleId, hours(-24), NOW);
    expect(await vaultChecks.isTold(cycleId, hours(-24))).toBe(true);
    expect(await vaultChecks.isTold(cycleId, hours(-25))).toBe(false);
    expect(await vaultChecks.ofCycle(cycleId)).toEqual([]);
  });
});
