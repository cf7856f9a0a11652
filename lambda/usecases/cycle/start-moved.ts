import { comingStarts } from '../../../config/coming-starts.ts';
import type { Estate } from '../../../config/estate.ts';
import { runName } from '../../../config/schedule-runs.ts';
import { cycleIdOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStarts, Started } from '../../ports/starts.ts';

export interface StartMovedPorts {
  readonly cycleStarts: Pick<CycleStarts, 'start'>;
  readonly estate: Estate;
  readonly now: Now;
}

/** A start that a run of this function missed is made good for so long. */
const LOOKED_BACK_MS = 26 * 3_600_000;

/**
 * Starts the cycles that black-outs have moved to another day, once their time has come: the calendars of EventBridge Scheduler know nothing of
 * them. What is due is reckoned from the estate each time and started by name, so that it starts once, however often this runs (R8).
 *
 * @throws {Error} some could not be started; after all others (R9)
 */
export async function startMoved(
  ports: StartMovedPorts,
): Promise<readonly { readonly cycleId: string; readonly started: Started }[]> {
  const now = ports.now();
  const due = comingStarts(ports.estate, new Date(now.getTime() - LOOKED_BACK_MS), now).filter(
    ({ movedFrom }) => movedFrom !== undefined,
  );
  const started: { readonly cycleId: string; readonly started: Started }[] = [];
  const failures: unknown[] = [];
  for (const { run, startsAt } of due) {
    const cycleId = cycleIdOf(runName(run), startsAt, run.timeZone);
    const { schedule, name } = run;
    const input = {
      schedule: schedule.name,
      ...(name === undefined ? {} : { run: name }),
      scheduledFor: startsAt.toISOString(),
      moved: true,
    } as const;
    try {
      started.push({ cycleId, started: await ports.cycleStarts.start(cycleId, input) });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new Error(`not started: ${failures.length} of ${due.length} cycles`, { cause: failures[0] });
  return started;
}
