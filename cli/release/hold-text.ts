import type { Estate } from '../../config/estate.ts';
import { tenantsWith } from '../../config/schedule-runs.ts';
import { type Hold, holdId, isReleased } from '../../lambda/domain/cycle/hold.ts';
import { printable } from '../../lambda/domain/text/printable.ts';

/** What schedules start nothing for yet, a line per tenant and schedule, with the dry run that is there to be looked at. */
export function holdLines(estate: Estate, holds: readonly Hold[]): readonly string[] {
  const known = new Map(holds.map((each) => [holdId(each), each]));
  const lines = estate.schedules.flatMap((schedule) =>
    tenantsWith(estate, schedule).flatMap((tenant) => {
      const hold = known.get(holdId({ tenantId: tenant.tenantId, class: schedule.class }));
      if (isReleased(hold)) return [];
      const seen =
        hold?.dryRun === undefined
          ? `no dry run yet: rotation start --dry-run --schedule ${schedule.name}`
          : `dry run ${hold.dryRun.cycleId} of ${hold.dryRun.at.slice(0, 10)} can be looked at`;
      return [`On hold: ${printable(tenant.displayName)}, ${schedule.name}: ${seen}`];
    }),
  );
  return lines.length === 0 ? ['Nothing is on hold: schedules start for every tenant that they are for.'] : lines;
}
