import type { Estate } from '../../../config/estate.ts';
import type { AccountClass } from '../../domain/accounts/account.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { cycleIdOf } from '../../domain/identifiers.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { CycleStarts } from '../../ports/starts.ts';
import { cycleIdFor } from '../cycle/open-cycle.ts';
import { rotationsUnderWay, type UnderWay, type UnderWayPorts } from '../cycle/under-way.ts';
import { scheduleForClass } from '../estate-lookup.ts';
import { type ActingTechnician, factAbout } from '../facts.ts';

export interface RotateNowPorts extends UnderWayPorts {
  readonly cycles: UnderWayPorts['cycles'] & Pick<CycleStore, 'find'>;
  readonly rotations: UnderWayPorts['rotations'] & Pick<RotationStore, 'note'>;
  readonly cycleStarts: CycleStarts;
  readonly estate: Estate;
  readonly now: Now;
}

export type RotateNow =
  /** Its technicians are asked as in any cycle: nothing is reset before they approve (R1). */
  | { readonly outcome: 'started'; readonly cycleId: string }
  /** A cycle of today for this account alone is there already: a further one needs a name. */
  | { readonly outcome: 'of-today'; readonly cycle: Cycle }
  /** The same was asked for a moment ago, and its cycle is not open yet. */
  | { readonly outcome: 'starting'; readonly cycleId: string }
  | { readonly outcome: 'under-way'; readonly by: UnderWay }
  | { readonly outcome: 'no-schedule'; readonly class: AccountClass };

/**
 * Starts a cycle for one account, because a technician asks for it: the same that `rotation start --account` starts, so that both
 * together start one. Its id says the day and the account: two presses, and two persons at once, start it once.
 *
 * @param latest  the rotation of the account that the technician looked at
 * @param request  tells a further cycle from one of the same day
 */
export async function rotateNow(
  ports: RotateNowPorts,
  by: ActingTechnician,
  latest: Rotation,
  { reason, request }: { readonly reason: string; readonly request?: string | undefined },
): Promise<RotateNow> {
  const { estate } = ports;
  const { tenantId, accountId } = latest;
  const former = await ports.cycles.find(latest.cycleId);
  const schedule = scheduleForClass(estate, latest.account.class, former?.schedule);
  if (schedule === undefined) return { outcome: 'no-schedule', class: latest.account.class };
  const now = ports.now();
  const only = { tenantIds: [tenantId], accountIds: [accountId] };
  const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
  const cycleId = cycleIdFor(planned, only, request);
  const cycle = await ports.cycles.find(cycleId);
  if (cycle !== undefined) return { outcome: 'of-today', cycle };
  const busy = await rotationsUnderWay(ports)({ tenantId, accountId, class: latest.account.class });
  if (busy !== undefined) return { outcome: 'under-way', by: busy };
  // Before the start: there is no start without its record (R5). A record whose start failed says what was asked, and no more.
  const asked = { action: 'rotation.requested', reason, evidence: { detail: `asked for cycle ${cycleId}` } } as const;
  await ports.rotations.note(factAbout(latest, { ...asked, by, component: 'portal', now }));
  const started = await ports.cycleStarts.start(cycleId, {
    schedule: schedule.name,
    scheduledFor: now.toISOString(),
    onDemand: {
      only,
      ...(request === undefined ? {} : { request }),
      requestedBy: { technician: by.actor.objectId },
      reason,
    },
  });
  if (started === 'started') return { outcome: 'started', cycleId };
  const opened = await ports.cycles.find(cycleId);
  return opened === undefined ? { outcome: 'starting', cycleId } : { outcome: 'of-today', cycle: opened };
}
