import { wasReplaced } from '../credential/vault-writing.ts';
import type { Rotation } from '../rotation/rotation.ts';
import type { TenantInCycle } from './cycle.ts';

/** How many new passwords of a tenant and cycle stand where on their way into the vault. */
export interface VaultCounts {
  readonly written: number;
  /** They wait, or are tried again. */
  readonly queued: number;
  /** They are handed over by links instead. */
  readonly givenUp: number;
}

/** Fields of the row of a tenant in a cycle, by the status that they count. */
const fieldOf = { queued: 'vaultQueued', written: 'vaultWritten', 'given-up': 'vaultGivenUp' } as const;
type VaultField = (typeof fieldOf)[keyof typeof fieldOf];

export const vaultCountsOf = (tenant: Pick<TenantInCycle, VaultField>): VaultCounts => ({
  written: atLeastNone(tenant.vaultWritten),
  queued: atLeastNone(tenant.vaultQueued),
  givenUp: atLeastNone(tenant.vaultGivenUp),
});

/** The counts of several tenants together. */
export const sumOfVaultCounts = (counts: readonly VaultCounts[]): VaultCounts =>
  counts.reduce(
    (sum, each) => ({
      written: sum.written + each.written,
      queued: sum.queued + each.queued,
      givenUp: sum.givenUp + each.givenUp,
    }),
    { written: 0, queued: 0, givenUp: 0 },
  );

export const countInVaultWriting = ({ written, queued, givenUp }: VaultCounts): number => written + queued + givenUp;

const atLeastNone = (count = 0) => Math.max(0, count);

const countedAs = ({ vault }: Pick<Rotation, 'vault'>): VaultField | undefined =>
  vault === undefined || wasReplaced(vault) ? undefined : fieldOf[vault.status];

/** What a change of a rotation adds to the counts of its tenant, and takes from them. What stays as it is, is left out. */
export function vaultMoved(
  from: Pick<Rotation, 'vault'>,
  to: Pick<Rotation, 'vault'>,
): Readonly<Partial<Record<VaultField, number>>> {
  const left = countedAs(from);
  const reached = countedAs(to);
  if (left === reached) return {};
  return { ...(left === undefined ? {} : { [left]: -1 }), ...(reached === undefined ? {} : { [reached]: 1 }) };
}
