import type { Estate, EstateTenant } from '../../config/estate.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import type { Cycle, TenantInCycle, Totals } from '../../lambda/domain/cycle/cycle.ts';
import { leftOutLines } from '../../lambda/domain/cycle/left-out.ts';
import { failureSentence } from '../../lambda/domain/rotation/failure-sentence.ts';
import type { Rotation, RotationStatus } from '../../lambda/domain/rotation/rotation.ts';
import { uncollectedOf } from '../../lambda/usecases/credential/uncollected.ts';
import { cyclesBack } from '../../lambda/usecases/cycle/cycles-back.ts';
import { uncollectedLines } from '../../lambda/usecases/messages/uncollected-lines.ts';
import { pageOf } from '../operator/cycle-text.ts';
import type { StoredRotations } from '../operator/stored-rotations.ts';
import { nextLines } from './what-next.ts';

/** No rotation stays uncertain for so long without anybody settling it. */
const DAYS_LOOKED_BACK = 400;

export interface CycleStatus {
  readonly cycleId: string;
  readonly status: Cycle['status'];
  readonly dryRun: boolean;
  readonly openedAt: string;
  readonly decideBefore: string;
  /** What it came to when it closed: what was settled later is in the rotations alone. */
  readonly totals?: Totals;
  /** Why it was closed before its tenants were done. */
  readonly failure?: string;
  /** Tenants that failed as a whole, and why, one line each. */
  readonly tenantsFailed: readonly string[];
  /** Tenants that it left out, and why, one line each. */
  readonly leftOut: readonly string[];
  /** Address of its pages. */
  readonly page?: string;
  readonly rotations: readonly RotationNow[];
  /** Who has which passwords that nobody has said to be stored, one line each. */
  readonly notCollected: readonly string[];
}

export interface RotationNow {
  readonly tenant: string;
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly status: RotationStatus;
  /** How it was counted in its cycle, where it is something else by now. */
  readonly countedAs?: string;
  readonly next: readonly string[];
}

export interface StatusWanted {
  readonly cycle?: string;
  readonly uncertain: boolean;
  readonly tenants: readonly EstateTenant[];
  readonly now: Date;
}

/** How many cycles are shown when none is asked for. */
const LATEST = 5;

/** @throws when the cycle that is asked for does not exist */
export async function readStatus(
  stored: Pick<StoredRotations, 'cycles' | 'rotations' | 'links'>,
  estate: Estate,
  wanted: StatusWanted,
): Promise<readonly CycleStatus[]> {
  const cycles = await cyclesOf(stored, wanted);
  const all: CycleStatus[] = [];
  for (const cycle of cycles) {
    const present = await stored.cycles.tenantsOf(cycle.cycleId);
    const tenants = wanted.tenants.filter(({ tenantId }) => present.some((each) => each.tenantId === tenantId));
    const rotations = await mapConcurrently(tenants, async (tenant) =>
      (await stored.rotations.ofTenant(cycle.cycleId, tenant.tenantId))
        .filter((rotation) => isWanted(rotation, wanted))
        .map((rotation) => rotationNow(rotation, tenant, estate, wanted.now)),
    );
    const tenantIds = tenants.map(({ tenantId }) => tenantId);
    const waiting = wanted.uncertain || cycle.dryRun ? [] : await uncollectedOf(stored, cycle.cycleId, tenantIds);
    const { cycleId, status, dryRun, openedAt, decideBefore, totals, failure } = cycle;
    const page = pageOf(cycle);
    const closed = totals === undefined ? {} : { totals };
    all.push({
      cycleId,
      status,
      dryRun,
      openedAt,
      decideBefore,
      ...closed,
      ...(failure === undefined ? {} : { failure }),
      ...(page === undefined ? {} : { page }),
      tenantsFailed: wanted.uncertain ? [] : failedLines(present, tenantIds),
      leftOut: leftOutLines(cycle.leftOut),
      rotations: rotations.flat(),
      notCollected: uncollectedLines(waiting, estate.msp.timeZone),
    });
  }
  return wanted.uncertain ? all.filter(({ rotations }) => rotations.length > 0) : all;
}

/** Nobody was asked about the accounts of such a tenant: it has no rotations that would tell. */
const failedLines = (present: readonly TenantInCycle[], tenantIds: readonly string[]): readonly string[] =>
  present
    .filter(({ status, tenantId }) => status === 'failed' && tenantIds.includes(tenantId))
    .map(({ displayName, failure }) => `${displayName}: ${failureSentence(failure ?? 'no reason is on record')}`);

async function cyclesOf(
  { cycles }: Pick<StoredRotations, 'cycles'>,
  { cycle, uncertain }: StatusWanted,
): Promise<readonly Cycle[]> {
  if (cycle !== undefined) {
    const found = await cycles.find(cycle);
    if (found !== undefined) return [found];
    const known = (await cycles.latest(LATEST)).map(({ cycleId }) => cycleId).join(', ');
    throw new Error(`there is no cycle ${cycle}; ${known === '' ? 'none has run yet' : `the latest are ${known}`}`);
  }
  if (!uncertain) return cycles.latest(LATEST);
  // One that ended well throughout has nothing uncertain; one that had failures may have it since a retry.
  return cyclesBack(
    cycles,
    DAYS_LOOKED_BACK,
    ({ dryRun, totals }) =>
      !dryRun && (totals === undefined || totals.uncertain + totals.failed + totals.tenantsFailed > 0),
  );
}

function isWanted({ state: { status } }: Rotation, { cycle, uncertain }: StatusWanted): boolean {
  if (uncertain) return status === 'uncertain';
  return cycle !== undefined || !['rotated', 'rejected', 'expired'].includes(status);
}

const rotationNow = (rotation: Rotation, tenant: EstateTenant, estate: Estate, now: Date): RotationNow => ({
  tenant: tenant.name,
  accountId: rotation.accountId,
  userPrincipalName: rotation.account.userPrincipalName,
  status: rotation.state.status,
  ...(rotation.countedAs === undefined || rotation.countedAs === rotation.state.status
    ? {}
    : { countedAs: rotation.countedAs }),
  next: nextLines(rotation, tenant, estate, now),
});
