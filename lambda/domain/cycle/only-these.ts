import * as z from 'zod';
import type { RotationKey } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';

type Account = Pick<RotationKey, 'tenantId' | 'accountId'>;

/** What a cycle that was started by hand is limited to. */
export const onlyTheseSchema = z.strictObject({
  tenantIds: z.array(z.string()),
  /** Object ids of the accounts that are chosen; none: all accounts of the tenants. */
  accountIds: z.array(z.string()),
  /** Which of them are in which tenant, by tenant id. Needed where accounts of several tenants are chosen. */
  accountsOf: z.record(z.string(), z.array(z.string())).optional(),
});
export type OnlyThese = Immutable<z.output<typeof onlyTheseSchema>>;

/** Workflow state and rows hold so many ids, with room to spare. */
export const MOST_CHOSEN = 500;

/** Characters of the name that tells a cycle from another one of the same day for the same accounts. */
export const LONGEST_REQUEST = 100;

/** Exactly these accounts, of however many tenants. The same for the same accounts, in whatever order. */
export function onlyAccounts(accounts: readonly Account[]): OnlyThese {
  const byTenant = new Map<string, Set<string>>();
  for (const { tenantId, accountId } of accounts) {
    byTenant.set(tenantId, (byTenant.get(tenantId) ?? new Set()).add(accountId));
  }
  const sorted = [...byTenant].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const accountsOf = sorted.map(([tenantId, ids]): [string, string[]] => [tenantId, [...ids].toSorted()]);
  return {
    tenantIds: accountsOf.map(([tenantId]) => tenantId),
    accountIds: accountsOf.flatMap(([, ids]) => ids),
    accountsOf: Object.fromEntries(accountsOf),
  };
}

/**
 * The accounts that are chosen in a tenant. None: all of them.
 * @throws where accounts are chosen, and none of them is in this tenant: it must not be taken for all of them
 */
export function chosenIn(only: OnlyThese | undefined, tenantId: string): readonly string[] {
  if (only === undefined || only.accountIds.length === 0) return [];
  if (only.accountsOf === undefined) return only.accountIds;
  const { [tenantId]: chosen = [] } = only.accountsOf;
  if (chosen.length === 0) throw new Error(`no account of tenant ${tenantId} is chosen`);
  return chosen;
}

/** What is wrong with a choice, in a sentence; `undefined`: nothing. What is not clear must not become more accounts than were meant. */
export function problemOfChoice({ tenantIds, accountIds, accountsOf }: OnlyThese): string | undefined {
  if (tenantIds.length === 0) return 'a cycle for some tenants names at least one';
  if (accountsOf === undefined) {
    return accountIds.length > 0 && tenantIds.length !== 1
      ? 'a cycle for accounts of several tenants says which of them are in which tenant'
      : undefined;
  }
  const same = (one: readonly string[], other: readonly string[]) =>
    JSON.stringify([...new Set(one)].toSorted()) === JSON.stringify([...new Set(other)].toSorted());
  const isWhole =
    same(Object.keys(accountsOf), tenantIds) &&
    same(Object.values(accountsOf).flat(), accountIds) &&
    Object.values(accountsOf).every((ids) => ids.length > 0);
  return isWhole ? undefined : 'the accounts of a cycle are not those of its tenants';
}
