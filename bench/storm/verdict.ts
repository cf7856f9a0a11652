import type { RunningProduct } from '../../local/running-product.ts';
import { changedAccounts, type RotationRow, tablesOf, type WorkingVersion, workingVersion } from './evidence.ts';
import type { StormEstate } from './storm-estate.ts';

export interface Verdict {
  /** Status → how many rotations. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why those that were not rotated were not → how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Tenants in cycles: how many there were, and how many were discovered. */
  readonly tenants: { readonly total: number; readonly discovered: number };
  /** Rotations that were uncertain when their cycle counted them, and settled without a person. */
  readonly settled: number;
  /** What must never be, in words; empty when all is well. */
  readonly violations: readonly string[];
  /** Accounts whose working password is in no labelled version. */
  readonly lost: number;
  readonly doubleReveals: number;
  readonly revealed: number;
}

const LOST = 'LOST: no labelled version works';

/**
 * Holds a run against the rules: nothing lost (R3), nothing shown twice (R6), every account accounted for (R9). Besides, bad weather is
 * no reason: every tenant must be discovered, and every account, being approved, rotated.
 */
export async function verdictOf(product: RunningProduct, out: string, estate: StormEstate): Promise<Verdict> {
  const { rotations, reveals, tenants } = await tablesOf(product);
  const changed = changedAccounts(out);
  const violations: string[] = [];
  let lost = 0;
  for (const account of estate.accounts) {
    const name = `${account.tenantId}/${account.accountId}`;
    const own = rotations.filter(({ accountId }) => accountId === account.accountId);
    if (own.length !== 1) violations.push(`${name} has ${own.length} rotations`);
    const isChanged = changed.has(name);
    const working = isChanged ? await workingVersion(product, account) : undefined;
    for (const { rotationId, closed, state } of own) {
      const wrong = wrongAbout({ changed: isChanged, working, rotation: { rotationId, closed, status: state.status } });
      if (wrong !== undefined) violations.push(`${name}: ${wrong}`);
      if (wrong === LOST) lost += 1;
      else if (state.status !== 'rotated') violations.push(`${name} was approved, and is ${state.status}`);
    }
  }
  const doubleReveals = reveals.length - new Set(reveals).size;
  if (doubleReveals > 0) violations.push(`${doubleReveals} passwords were shown twice`);
  const failed = tenants.filter(({ status }) => status === 'failed');
  for (const { sk, failure } of failed) violations.push(`${sk} failed: ${failure}`);
  const ofEnded = (each: RotationRow) => (each.closed ? each.state.status : `never closed: ${each.state.status}`);
  return {
    outcomes: countBy(rotations.map(ofEnded)),
    reasons: countBy(rotations.flatMap(({ state }) => state.reason ?? [])),
    tenants: { total: tenants.length, discovered: tenants.length - failed.length },
    settled: rotations.filter(({ countedAs, state }) => countedAs === 'uncertain' && state.status === 'rotated').length,
    violations,
    lost,
    doubleReveals,
    revealed: reveals.length,
  };
}

/** What Entra and Secrets Manager hold for an account, and what the product says of it. */
export interface Truth {
  /** Whether Entra holds another password than before the run. */
  readonly changed: boolean;
  /** The labelled version whose password works. */
  readonly working: WorkingVersion | undefined;
  readonly rotation: Pick<RotationRow, 'rotationId' | 'closed'> & { readonly status: string };
}

/** @returns what is wrong with what is said of an account; `undefined`: nothing */
export function wrongAbout({ changed, working, rotation: { rotationId, closed, status } }: Truth): string | undefined {
  if (changed && working === undefined) return LOST;
  if (!closed) return `was never closed; it is ${status}`;
  const own = changed && working?.versionId === rotationId;
  if (status === 'rotated' && !(own && working?.labels.includes('AWSCURRENT'))) return 'rotated, but not current';
  if (!['rotated', 'uncertain'].includes(status) && own) return `${status}, but its new password works`;
  return undefined;
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
