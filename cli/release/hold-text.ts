import type { Estate } from '../../config/estate.ts';
import type { Hold } from '../../lambda/domain/cycle/hold.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { onHold } from '../../lambda/usecases/cycle/on-hold.ts';

/** What schedules start nothing for yet, a line per tenant and schedule, with the dry run that is there to be looked at. */
export function holdLines(estate: Estate, holds: readonly Hold[]): readonly string[] {
  const lines = onHold(estate, holds).map(({ tenant, schedule, dryRun }) => {
    const seen =
      dryRun === undefined
        ? `no dry run yet: rotation start --dry-run --schedule ${schedule.name}`
        : `dry run ${dryRun.cycleId} of ${dryRun.at.slice(0, 10)} can be looked at`;
    return `On hold: ${printable(tenant.displayName)}, ${schedule.name}: ${seen}`;
  });
  return lines.length === 0 ? ['Nothing is on hold: schedules start for every tenant that they are for.'] : lines;
}
