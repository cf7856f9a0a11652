import type { Cycle } from '../domain/cycle/cycle.ts';

/** What failed is shown until its account is due again, a month later, or somebody has tried it again. */
const DAYS_SHOWN = 35;
/** Cycles looked at: those of a month, and many that were started by hand. */
export const CYCLES_LOOKED_AT = 50;
const DAY = 86_400_000;

/** Cycles that are open or of the last weeks. @param latest  the newest first */
export const recentOf = (latest: readonly Cycle[], now: Date): readonly Cycle[] =>
  latest.filter(
    ({ dryRun, status, openedAt }) =>
      !dryRun && (status === 'open' || new Date(openedAt).getTime() > now.getTime() - DAYS_SHOWN * DAY),
  );
