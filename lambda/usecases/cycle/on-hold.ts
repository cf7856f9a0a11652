import type { Estate, EstateTenant, Schedule } from '../../../config/estate.ts';
import { tenantsWith } from '../../../config/schedule-runs.ts';
import { type Hold, holdId, isReleased } from '../../domain/cycle/hold.ts';

/** A tenant for which a schedule starts nothing yet. */
export interface OnHold {
  readonly tenant: EstateTenant;
  readonly schedule: Schedule;
  /** The dry run that can be looked at. Left out: none has read the tenant. */
  readonly dryRun?: Hold['dryRun'];
}

/** What schedules start nothing for yet, schedule by schedule. */
export function onHold(estate: Pick<Estate, 'schedules' | 'tenants'>, holds: readonly Hold[]): readonly OnHold[] {
  const known = new Map(holds.map((each) => [holdId(each), each]));
  return estate.schedules.flatMap((schedule) =>
    tenantsWith(estate, schedule).flatMap((tenant): OnHold[] => {
      const hold = known.get(holdId({ tenantId: tenant.tenantId, class: schedule.class }));
      return isReleased(hold) ? [] : [{ tenant, schedule, dryRun: hold?.dryRun }];
    }),
  );
}
