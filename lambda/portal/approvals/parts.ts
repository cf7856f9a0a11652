import { accountText } from './choices.ts';
import { openQuestions, type TenantApprovals } from './waiting-rotations.ts';

/**
 * How many accounts a part of the list offers: each has its facts, answers and a field for a reason, 2 to 3 KB, and an answer of Lambda
 * takes 6 MB.
 */
export const MOST_LISTED = 500;

/** A part of a long list. */
export interface Part {
  readonly tenants: readonly TenantApprovals[];
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** @param wanted  which part, from 1; the nearest that there is */
export function partOf(tenants: readonly TenantApprovals[], wanted: number): Part {
  const most = (which: (each: TenantApprovals) => number) => tenants.reduce((sum, each) => sum + which(each), 0);
  const longest = Math.max(
    most(({ open }) => open.length),
    most(({ others }) => others.length),
  );
  const count = Math.max(1, Math.ceil(longest / MOST_LISTED));
  const number = Math.min(Math.max(1, wanted), count);
  const open = between(
    tenants.map((each) => each.open),
    number,
  );
  const others = between(
    tenants.map((each) => each.others),
    number,
  );
  const shown = tenants.map((each, i) => ({ ...each, open: open[i] ?? [], others: others[i] ?? [] }));
  return { number, count, tenants: shown.filter((each) => each.open.length + each.others.length > 0) };
}

/** Of several lists, one after the other, those items that belong to a part. */
function between<T>(lists: readonly (readonly T[])[], part: number): readonly (readonly T[])[] {
  const [from, to] = [(part - 1) * MOST_LISTED, part * MOST_LISTED];
  let before = 0;
  return lists.map((list) => {
    const begins = before;
    before += list.length;
    return list.slice(Math.max(0, from - begins), Math.max(0, to - begins));
  });
}

/** The part that offers an account, from 1; `undefined`: it is not asked about. */
export function partWith(tenants: readonly TenantApprovals[], account: string): number | undefined {
  const place = openQuestions(tenants).findIndex(({ rotation }) => accountText(rotation) === account);
  return place === -1 ? undefined : Math.floor(place / MOST_LISTED) + 1;
}
