import type { ExcludedAccount } from '../accounts/account.ts';
import { exclusionLabel } from '../accounts/exclusion-reasons.ts';
import { byName } from './plan.ts';

/** What the last cycle of a schedule recorded about one tenant. */
export interface LastCycle {
  readonly cycleId: string;
  readonly rotated: readonly NamedAccount[];
  readonly leftOut: readonly (NamedAccount & Pick<ExcludedAccount, 'reason'>)[];
}

interface NamedAccount {
  readonly accountId: string;
  readonly userPrincipalName: string;
}

/** How a plan differs from the last cycle. */
export interface Changes {
  readonly cycleId: string;
  /** Accounts that the plan treats in another way than the last cycle did, with both in words. */
  readonly accounts: readonly { readonly userPrincipalName: string; readonly before: string; readonly now: string }[];
}

const ROTATED = 'in the cycle';
/** Neither rotated nor left out by name: it was not an account of this class, or did not exist. */
const ABSENT = 'not an account of this class';

/** Accounts are compared by object id: a new name is no new account. */
export function changesSince(
  last: LastCycle,
  plan: { readonly rotate: readonly NamedAccount[]; readonly leftOut: readonly ExcludedAccount[] },
): Changes {
  const before = lots(last.rotated, last.leftOut);
  const now = lots(plan.rotate, plan.leftOut);
  const accounts = [...new Map([...before, ...now]).values()]
    .toSorted(byName)
    .map(({ accountId, userPrincipalName }) => ({
      userPrincipalName,
      before: before.get(accountId)?.lot ?? ABSENT,
      now: now.get(accountId)?.lot ?? ABSENT,
    }))
    .filter((each) => each.before !== each.now);
  return { cycleId: last.cycleId, accounts };
}

function lots(rotated: readonly NamedAccount[], leftOut: LastCycle['leftOut']) {
  const all = [
    ...rotated.map((account) => ({ ...account, lot: ROTATED })),
    ...leftOut.map((account) => ({ ...account, lot: `left out: ${exclusionLabel(account.reason)}` })),
  ];
  return new Map(all.map((each) => [each.accountId, each]));
}
