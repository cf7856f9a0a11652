import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { CycleStore } from '../../ports/cycle.ts';

type Cycles = Pick<CycleStore, 'latest'>;

/** What `latest` tells at once. */
const PAGE = 100;
const MS_PER_DAY = 86_400_000;

/**
 * The cycles of some days, the newest first, whatever their number: dry runs and cycles by hand may come by the hundred in between. Each page
 * is read once, when it is asked for first.
 *
 * @param days  counted back from the newest cycle, which is not later than now
 * @returns a function of the number of a page, from 0; an empty page is the end
 */
export function cyclePages(cycles: Cycles, days: number): (n: number) => Promise<readonly Cycle[]> {
  const pages: Promise<readonly Cycle[]>[] = [];
  let from = Number.NaN;
  const read = async (n: number): Promise<readonly Cycle[]> => {
    const before = n === 0 ? undefined : await page(n - 1);
    if (before !== undefined && before.length < PAGE) return [];
    const found = await cycles.latest(PAGE, before?.at(-1));
    if (before === undefined) from = Date.parse(found[0]?.openedAt ?? '') - days * MS_PER_DAY;
    return found.filter(({ openedAt }) => Date.parse(openedAt) >= from);
  };
  const page = (n: number): Promise<readonly Cycle[]> => {
    const known = pages[n] ?? read(n);
    pages[n] = known;
    return known;
  };
  return page;
}

/** All of them that are wanted. @param days  as in `cyclePages` */
export async function cyclesBack(
  cycles: Cycles,
  days: number,
  isWanted: (cycle: Cycle) => boolean,
): Promise<readonly Cycle[]> {
  const pageOf = cyclePages(cycles, days);
  const wanted: Cycle[] = [];
  for (let n = 0; ; n += 1) {
    const page = await pageOf(n);
    if (page.length === 0) return wanted;
    wanted.push(...page.filter(isWanted));
  }
}

/** Decisions take two weeks at most, the wait for a change window as much, and what is left of a cycle some days. */
export const LONGEST_OPEN_DAYS = 60;

/** The cycles that are open. Dry runs ask nobody, and are left out. */
export const openCycles = (cycles: Cycles): Promise<readonly Cycle[]> =>
  cyclesBack(cycles, LONGEST_OPEN_DAYS, ({ status, dryRun }) => status === 'open' && !dryRun);

/** A workflow that could not open its cycle tries again for hours, not for days. */
const OPENED_WITHIN_DAYS = 7;

/**
 * The cycle that an execution has opened, if it did: where opening failed, the workflow knows no id.
 *
 * @param executionId  ARN of the execution
 */
export async function cycleOpenedBy(cycles: Cycles, executionId: string): Promise<Cycle | undefined> {
  const [opened] = await cyclesBack(cycles, OPENED_WITHIN_DAYS, (each) => each.executionId === executionId);
  return opened;
}
