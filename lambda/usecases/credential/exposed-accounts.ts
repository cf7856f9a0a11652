import type { AccountClass } from '../../domain/accounts/account.ts';
import type { Exposure } from '../../domain/credential/exposure.ts';
import type { CycleStore } from '../../ports/cycle.ts';

/** An account whose password people have seen. */
export interface ExposedAccount {
  readonly tenantId: string;
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly tenantDisplayName: string;
  /** Left out: the cycle that made the password is not on record any more. */
  readonly class?: AccountClass;
  /** At least one; the earliest view first. */
  readonly exposures: readonly Exposure[];
}

/** Groups exposures by account. The class is that of the cycle that made the password. The account that was seen first comes first. */
export async function exposedAccounts(
  cycles: Pick<CycleStore, 'find'>,
  exposures: readonly Exposure[],
): Promise<readonly ExposedAccount[]> {
  const byAccount = new Map<string, Exposure[]>();
  for (const each of exposures.toSorted((one, other) => (one.seenAt < other.seenAt ? -1 : 1))) {
    const account = `${each.tenantId}#${each.accountId}`;
    byAccount.set(account, [...(byAccount.get(account) ?? []), each]);
  }
  const classes = new Map<string, AccountClass | undefined>();
  for (const cycleId of new Set(exposures.map((each) => each.cycleId))) {
    classes.set(cycleId, (await cycles.find(cycleId))?.class);
  }
  return [...byAccount.values()].flatMap((all) => {
    const newest = all.at(-1);
    if (newest === undefined) return [];
    const { tenantId, accountId, userPrincipalName, tenantDisplayName, cycleId } = newest;
    const of = classes.get(cycleId);
    const account = { tenantId, accountId, userPrincipalName, tenantDisplayName, exposures: all };
    return [of === undefined ? account : { ...account, class: of }];
  });
}
