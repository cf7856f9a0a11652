import type { Cycle } from '../domain/cycle/cycle.ts';
import type { CycleStore } from '../ports/cycle.ts';
import { cyclesBack, LONGEST_OPEN_DAYS } from '../usecases/cycle/cycles-back.ts';

/** What failed is shown until its account is due again, a month later, or somebody has tried it again. */
const DAYS_SHOWN = 35;
const DAY = 86_400_000;

/** Cycles that are open or of the last weeks, the newest first. Dry runs have nothing that waits for a person. */
export const recentCycles = (cycles: Pick<CycleStore, 'latest'>, now: Date): Promise<readonly Cycle[]> =>
  cyclesBack(
    cycles,
    LONGEST_OPEN_DAYS,
    ({ dryRun, status, openedAt }) =>
      !dryRun && (status === 'open' || new Date(openedAt).getTime() > now.getTime() - DAYS_SHOWN * DAY),
  );
