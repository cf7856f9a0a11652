import type { Estate } from '../../config/estate.ts';
import type { Cycle } from '../domain/cycle.ts';
import { cycleIdOf, dryRunIdOf } from '../domain/identifiers.ts';
import type { CycleStore, Now, TenantList } from '../ports.ts';
import { scheduleOf } from './estate-lookup.ts';
import { factAboutCycle } from './facts.ts';

export interface OpenCyclePorts {
  readonly cycles: Pick<CycleStore, 'open'>;
  readonly tenantList: TenantList;
  readonly estate: Estate;
  readonly now: Now;
}

export interface OpenCycleInput {
  readonly schedule: string;
  readonly scheduledFor: Date;
  readonly executionId: string;
  readonly dryRun: boolean;
}

export interface OpenedCycle {
  readonly cycleId: string;
  /** `false`: another execution has this cycle, so this one ends quietly. */
  readonly opened: boolean;
  readonly dryRun: boolean;
  /** Where the list of tenants lies, for the execution that has the cycle. */
  readonly bucket?: string;
  readonly key?: string;
  readonly tenants: number;
}

const MS_PER_HOUR = 3_600_000;

/** Opens the cycle that a schedule names, once. */
export async function openCycle(ports: OpenCyclePorts, input: OpenCycleInput): Promise<OpenedCycle> {
  const { estate } = ports;
  const schedule = scheduleOf(estate, input.schedule);
  const planned = cycleIdOf(schedule.name, input.scheduledFor, schedule.timeZone ?? estate.msp.timeZone);
  const cycleId = input.dryRun ? dryRunIdOf(planned, input.executionId) : planned;
  const now = ports.now();
  const cycle: Cycle = {
    cycleId,
    schedule: schedule.name,
    class: schedule.class,
    scheduledFor: input.scheduledFor.toISOString(),
    openedAt: now.toISOString(),
    decideBefore: new Date(now.getTime() + estate.approvals.windowHours * MS_PER_HOUR).toISOString(),
    executionId: input.executionId,
    dryRun: input.dryRun,
    status: 'open',
  };
  const opening = await ports.cycles.open(
    cycle,
    estate.tenants.map(({ tenantId, displayName }) => ({ tenantId, displayName })),
    factAboutCycle(cycleId, {
      action: 'cycle.opened',
      evidence: { detail: `${estate.tenants.length} tenants${input.dryRun ? ', dry run' : ''}` },
      component: 'open-cycle',
      now,
    }),
  );
  const tenants = estate.tenants.length;
  // The list of the execution that has the cycle may differ, after a change of the estate: it stays as it is.
  if (opening === 'already-open') return { cycleId, opened: false, dryRun: input.dryRun, tenants };
  const list = await ports.tenantList.write(
    cycleId,
    estate.tenants.map(({ tenantId, name }) => ({ tenantId, tenantName: name })),
  );
  return { cycleId, opened: true, dryRun: input.dryRun, tenants, ...list };
}
