import { sumOfVaultCounts, vaultCountsOf } from '../../domain/cycle/vault-counts.ts';
import type { Figure } from '../figures.tsx';
import type { TenantFigures } from './cycle-overview.ts';

/** The figures of some tenants of a cycle together; what a person must look at comes first. */
export function cycleFigures(tenants: readonly TenantFigures[]): readonly Figure[] {
  const sum = (countOf: (each: TenantFigures) => number) => tenants.reduce((total, each) => total + countOf(each), 0);
  const vault = sumOfVaultCounts(tenants.map(({ tenant }) => vaultCountsOf(tenant)));
  return [
    { name: 'Uncertain', value: sum(({ ends }) => ends.uncertain), tone: 'bad' },
    { name: 'Failed', value: sum(({ ends }) => ends.failed), tone: 'bad' },
    { name: 'Tenants failed', value: sum(({ tenant }) => (tenant.status === 'failed' ? 1 : 0)), tone: 'bad' },
    { name: 'Waiting for a decision', value: sum(({ waiting }) => waiting), always: true },
    { name: 'Under way', value: sum(({ underWay }) => underWay) },
    { name: 'Rotated', value: sum(({ ends }) => ends.rotated), tone: 'good', always: true },
    { name: 'In the vault', value: vault.written, tone: 'good' },
    { name: 'Waiting for the vault', value: vault.queued },
    { name: 'Not in the vault', value: vault.givenUp, tone: 'bad' },
    { name: 'Rejected', value: sum(({ ends }) => ends.rejected) },
    { name: 'Expired', value: sum(({ ends }) => ends.expired) },
  ];
}
