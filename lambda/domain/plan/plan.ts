import type { ExcludedAccount, IncludedAccount, PlannedAccount } from '../accounts/account.ts';
import type { Classification } from '../accounts/classification.ts';
import { exclusionSentenceOf, whyExcluded } from '../accounts/exclusion-reasons.ts';

/** What a cycle does in one tenant, or would do: which accounts it rotates, which not, and why. */
export interface Plan {
  readonly accountsSeen: number;
  readonly rotate: readonly PlannedAccount[];
  /** One by one: accounts of the schedule's class, and break-glass accounts. */
  readonly leftOut: readonly (ExcludedAccount & { readonly sentence: string })[];
  /** How many further ones were left out, by reason. */
  readonly others: readonly { readonly reason: string; readonly accounts: number; readonly sentence: string }[];
  /** What a person should know about the directory as it was read, in sentences. */
  readonly problems: readonly string[];
}

/** An account as plans show it. */
export const plannedAccount = ({ observed: _, ...account }: IncludedAccount): PlannedAccount => account;

/** What a plan is made from: a classification, or what a dry run stored of one, which lacks the facts that only guards use. */
interface Found extends Omit<Classification, 'included'> {
  readonly included: readonly PlannedAccount[];
}

/** The same directory gives the same plan, in whatever order it lists its accounts. */
export function planOf({ included, excluded, counts, accountsSeen, problems }: Found): Plan {
  return {
    accountsSeen,
    rotate: included.toSorted(byName),
    leftOut: excluded
      .toSorted(byName)
      .map((account) => ({ ...account, sentence: whyExcluded(account.reason, account.untold) })),
    others: othersOf(counts, excluded),
    problems,
  };
}

/** How many accounts a plan leaves out, named or not. */
export const countNotRotated = ({ leftOut, others }: Pick<Plan, 'leftOut' | 'others'>): number =>
  others.reduce((sum, { accounts }) => sum + accounts, leftOut.length);

/** The accounts that are counted and not named. */
function othersOf(counts: Classification['counts'], named: readonly ExcludedAccount[]): Plan['others'] {
  return Object.entries(counts)
    .map(([reason, accounts]) => ({
      reason,
      accounts: accounts - named.filter((each) => each.reason === reason).length,
      sentence: exclusionSentenceOf(reason),
    }))
    .filter(({ accounts }) => accounts > 0)
    .sort((a, b) => b.accounts - a.accounts || compared(a.reason, b.reason));
}

type Named = Pick<PlannedAccount, 'accountId' | 'userPrincipalName'>;
/** The order of accounts in a plan: by name, and by object id where two have one name. */
export const byName = (a: Named, b: Named) =>
  compared(a.userPrincipalName, b.userPrincipalName) || compared(a.accountId, b.accountId);

/** By code points, not by a language: the order is the same on every machine. */
const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
