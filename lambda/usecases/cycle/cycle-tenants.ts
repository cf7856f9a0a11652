import { blackOutOn, blackOutsFor } from '../../../config/black-outs.ts';
import { keptOn, movedTo } from '../../../config/coming-starts.ts';
import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { dayOf } from '../../../config/schedule-dates.ts';
import { runName, type ScheduleRun, tenantsOfRun, tenantsWith } from '../../../config/schedule-runs.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { holdId, isReleased } from '../../domain/cycle/hold.ts';
import type { LeftOut } from '../../domain/cycle/left-out.ts';
import { cycleIdOfDay } from '../../domain/identifiers.ts';
import { wallClock } from '../../domain/text/wall-clock.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { HoldStore } from '../../ports/hold.ts';

/** Who takes part in a cycle, and who has its schedule and does not. */
export interface CycleTenants {
  readonly chosen: readonly EstateTenant[];
  readonly leftOut: readonly LeftOutOfCycle[];
}

export type LeftOutOfCycle = LeftOut['tenants'][number];

export interface CycleTenantsPorts {
  readonly estate: Estate;
  readonly cycles: Pick<CycleStore, 'findTenant'>;
  readonly holds: Pick<HoldStore, 'of'>;
}

export interface StartOfCycle {
  readonly run: ScheduleRun;
  readonly scheduledFor: Date;
  readonly dryRun: boolean;
  /** How it was started: `moved` is for what black-outs have moved to this day. */
  readonly by: 'calendar' | 'moved' | 'person';
}

/**
 * A start for the whole estate, and not for tenants that somebody names. A dry run looks at everybody. A person's start is for all runs of
 * the schedule; black-outs and holds keep tenants from it too: to name a tenant is how a person says that it is meant.
 */
export async function tenantsOfCycle(ports: CycleTenantsPorts, start: StartOfCycle): Promise<CycleTenants> {
  const { estate, holds } = ports;
  const { run, dryRun, by } = start;
  if (dryRun) {
    return { chosen: by === 'person' ? tenantsWith(estate, run.schedule) : tenantsOfRun(estate, run), leftOut: [] };
  }
  const { free, kept } = await onItsDay(ports, start);
  const { class: of } = run.schedule;
  const known = await holds.of(free.map(({ tenantId }) => ({ tenantId, class: of })));
  const released = new Set(known.filter(isReleased).map(holdId));
  const isOnHold = ({ tenantId }: EstateTenant) => !released.has(holdId({ tenantId, class: of }));
  return {
    chosen: free.filter((each) => !isOnHold(each)),
    leftOut: [
      ...kept,
      ...free.filter(isOnHold).map(({ tenantId, displayName }) => ({ tenantId, displayName, why: 'on-hold' as const })),
    ],
  };
}

async function onItsDay({ estate, cycles }: CycleTenantsPorts, { run, scheduledFor, by }: StartOfCycle) {
  const day = dayOf(wallClock(run.timeZone)(scheduledFor.getTime()));
  if (by === 'moved') {
    const { from, tenants } = movedTo(estate, run, day);
    return { free: await notPartOf(cycles, cycleIdOfDay(runName(run), from), tenants), kept: [] };
  }
  if (by === 'calendar') {
    const { free, kept } = keptOn(estate, run, day);
    return { free, kept: kept.map(({ tenant, reason, to }) => leftOut(tenant, reason, to)) };
  }
  const all = tenantsWith(estate, run.schedule).map((tenant) => ({
    tenant,
    blackOut: blackOutOn(blackOutsFor(estate, tenant), day),
  }));
  return {
    free: all.flatMap(({ tenant, blackOut }) => (blackOut === undefined ? [tenant] : [])),
    kept: all.flatMap(({ tenant, blackOut }) => (blackOut === undefined ? [] : [leftOut(tenant, blackOut.reason)])),
  };
}

/** A black-out may be deployed when the start of its day is over already: whoever was part of that one is not started once more. */
async function notPartOf(
  cycles: CycleTenantsPorts['cycles'],
  cycleId: string,
  tenants: readonly EstateTenant[],
): Promise<readonly EstateTenant[]> {
  const rows = await mapConcurrently(tenants, ({ tenantId }) => cycles.findTenant(cycleId, tenantId));
  return tenants.filter((_, n) => rows[n] === undefined);
}

const leftOut = ({ tenantId, displayName }: EstateTenant, reason: string, to?: string): LeftOutOfCycle => ({
  tenantId,
  displayName,
  why: 'black-out',
  reason,
  ...(to === undefined ? {} : { to }),
});
