import { reasonWords } from '../domain/audit/reason-words.ts';
import { mapConcurrently } from '../domain/concurrency.ts';
import { wasReplaced } from '../domain/credential/vault-writing.ts';
import type { TenantInCycle } from '../domain/cycle/cycle.ts';
import {
  countInVaultWriting,
  sumOfVaultCounts,
  type VaultCounts,
  vaultCountsOf,
} from '../domain/cycle/vault-counts.ts';
import type { CycleStore } from '../ports/cycle.ts';
import type { RotationStore } from '../ports/rotation.ts';
import { recentCycles } from './recent-cycles.ts';
import type { TechnicianVisitor } from './visitor.ts';

/** What became of the new passwords of one cycle, in some tenants, that go into the vault. */
export interface VaultStanding {
  readonly cycleId: string;
  readonly counts: VaultCounts;
  /** Why passwords were given up, in words, the most frequent reason first. */
  readonly reasons: readonly { readonly words: string; readonly count: number }[];
}

/** Tenants whose accounts are read for their reasons: what is wrong with one is mostly wrong with all. */
const MOST_READ = 20;

/**
 * Counts come from the rows of tenants; accounts are read where a password was given up, and no others.
 * @returns `undefined` where no password goes into the vault
 */
export async function vaultStandingOf(
  { rotations }: { readonly rotations: Pick<RotationStore, 'ofTenant'> },
  cycleId: string,
  tenants: readonly TenantInCycle[],
): Promise<VaultStanding | undefined> {
  const counts = sumOfVaultCounts(tenants.map(vaultCountsOf));
  if (countInVaultWriting(counts) === 0) return undefined;
  const troubled = tenants.filter((each) => vaultCountsOf(each).givenUp > 0).slice(0, MOST_READ);
  const found = await mapConcurrently(troubled, ({ tenantId }) => rotations.ofTenant(cycleId, tenantId));
  const byWords = new Map<string, number>();
  for (const { vault } of found.flat()) {
    if (vault?.status !== 'given-up' || wasReplaced(vault)) continue;
    const words = reasonWords(vault.reason);
    byWords.set(words, (byWords.get(words) ?? 0) + 1);
  }
  const reasons = [...byWords].map(([words, count]) => ({ words, count }));
  return { cycleId, counts, reasons: reasons.toSorted((one, other) => other.count - one.count) };
}

/** The same of all recent cycles, in the visitor's tenants. */
export async function vaultStandingsFor(
  ports: {
    readonly cycles: Pick<CycleStore, 'latest' | 'tenantsOf'>;
    readonly rotations: Pick<RotationStore, 'ofTenant'>;
  },
  visitor: Pick<TechnicianVisitor, 'tenants'>,
  now: Date,
): Promise<readonly VaultStanding[]> {
  const found = await mapConcurrently(await recentCycles(ports.cycles, now), async ({ cycleId }) =>
    vaultStandingOf(ports, cycleId, tenantsOfVisitor(await ports.cycles.tenantsOf(cycleId), visitor)),
  );
  return found.flatMap((each) => each ?? []);
}

export const tenantsOfVisitor = (
  tenants: readonly TenantInCycle[],
  visitor: Pick<TechnicianVisitor, 'tenants'>,
): readonly TenantInCycle[] =>
  tenants.filter(({ tenantId }) => visitor.tenants.some((mine) => mine.tenantId === tenantId));
