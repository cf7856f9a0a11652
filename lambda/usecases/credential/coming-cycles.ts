import { type ComingStart, comingStarts } from '../../../config/coming-starts.ts';
import type { Estate } from '../../../config/estate.ts';
import { runName } from '../../../config/schedule-runs.ts';
import { cycleIdOf } from '../../domain/identifiers.ts';

/** A cycle that its schedule will start. */
export interface ComingCycle extends Pick<ComingStart, 'startsAt' | 'tenants'> {
  readonly cycleId: string;
  readonly schedule: ComingStart['run']['schedule'];
}

/** The cycles that schedules will start after an instant, up to another one, which is some months away at most. */
export const comingCycles = (estate: Estate, after: Date, until: Date): readonly ComingCycle[] =>
  comingStarts(estate, after, until)
    .filter(({ tenants }) => tenants.length > 0)
    .map(({ run, startsAt, tenants }) => ({
      cycleId: cycleIdOf(runName(run), startsAt, run.timeZone),
      schedule: run.schedule,
      startsAt,
      tenants,
    }));
