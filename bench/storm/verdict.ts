import type { RunningProduct } from '../../local/running-product.ts';
import type { StormAccount, StormEstate } from './estate.ts';
import { changedAccounts, type RotationRow, tablesOf, workingVersion } from './evidence.ts';

export interface Verdict {
  /** Status → how many rotations. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why those that were not rotated were not → how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What must never be, in words; empty when all is well. */
  readonly violations: readonly string[];
  /** Accounts whose working password is in no labelled version. */
  readonly lost: number;
  readonly doubleReveals: number;
  readonly revealed: number;
}

/** Holds a run against the rules: nothing lost (R3), nothing shown twice (R6), every account accounted for (R9). */
export async function verdictOf(product: RunningProduct, out: string, estate: StormEstate): Promise<Verdict> {
  const { rotations, reveals } = await tablesOf(product);
  const changed = changedAccounts(out);
  const violations: string[] = [];
  let lost = 0;
  for (const account of estate.accounts) {
    const own = rotations.filter(({ accountId }) => accountId === account.accountId);
    const [rotation] = own;
    if (rotation === undefined || own.length > 1) violations.push(`${account.accountId} has ${own.length} rotations`);
    const truth = await truthOf(product, account, changed, rotation);
    if (truth === undefined) continue;
    violations.push(truth);
    if (truth.startsWith('LOST')) lost += 1;
  }
  const doubleReveals = reveals.length - new Set(reveals).size;
  if (doubleReveals > 0) violations.push(`${doubleReveals} passwords were shown twice`);
  const ofEnded = (each: RotationRow) => (each.closed ? each.state.status : `never closed: ${each.state.status}`);
  return {
    outcomes: countBy(rotations.map(ofEnded)),
    reasons: countBy(rotations.flatMap(({ state }) => state.reason ?? [])),
    violations,
    lost,
    doubleReveals,
    revealed: reveals.length,
  };
}

/** @returns what is wrong with what is said of an account; `undefined`: nothing */
async function truthOf(
  product: RunningProduct,
  account: StormAccount,
  changed: ReadonlySet<string>,
  rotation: RotationRow | undefined,
): Promise<string | undefined> {
  const name = `${account.tenantId}/${account.accountId}`;
  const working = changed.has(name) ? await workingVersion(product, account) : undefined;
  if (changed.has(name) && working === undefined) return `LOST: no labelled version of ${name} works`;
  if (rotation === undefined) return undefined;
  if (!rotation.closed) return `${name} was never closed`;
  const { status } = rotation.state;
  const own = working?.versionId === rotation.rotationId;
  if (status === 'rotated' && !(own && working?.labels.includes('AWSCURRENT'))) return `${name}: rotated, not current`;
  if (!['rotated', 'uncertain'].includes(status) && own) return `${name}: ${status}, and its new password works`;
  return undefined;
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
