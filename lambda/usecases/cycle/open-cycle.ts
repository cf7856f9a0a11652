import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { runName, type ScheduleRun } from '../../../config/schedule-runs.ts';
import { openedWords } from '../../domain/audit/opened-words.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { leftOutOf, leftOutWords } from '../../domain/cycle/left-out.ts';
import { type OnlyThese, problemOfChoice } from '../../domain/cycle/only-these.ts';
import { cycleIdOf, dryRunIdOf, onDemandIdOf } from '../../domain/identifiers.ts';
import { type Requester, requesterActor, requestProblem } from '../../domain/rotation/requester.ts';
import type { Actor } from '../../domain/rotation/rotation.ts';
import { cut } from '../../domain/text/cut.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantList } from '../../ports/cycle.ts';
import type { HoldStore } from '../../ports/hold.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { runNamed, tenantOf } from '../estate-lookup.ts';
import { factAboutCycle, factAboutEstate, factAboutTenant } from '../facts.ts';
import { type CycleTenants, type LeftOutOfCycle, tenantsOfCycle } from './cycle-tenants.ts';

export interface OpenCyclePorts {
  readonly cycles: Pick<CycleStore, 'open' | 'findTenant'>;
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly holds: Pick<HoldStore, 'of'>;
  readonly tenantList: TenantList;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  /** What is deployed: SHA-256, hex, of the estate, and the version of the code. */
  readonly deployed: { readonly estate: string; readonly code: string };
  readonly portalUrl: string;
  readonly now: Now;
}

export interface OpenCycleInput {
  readonly schedule: string;
  /** Which run of the schedule. Left out: the first. */
  readonly run?: string | undefined;
  readonly scheduledFor: Date;
  /** Black-outs have moved it to this day: it is for the tenants that they keep from the day of the calendar. */
  readonly moved?: boolean | undefined;
  readonly executionId: string;
  readonly dryRun: boolean;
  /** A person started the cycle by hand. Left out: its schedule started it. */
  readonly onDemand?: OnDemand | undefined;
}

export interface OnDemand {
  /** Left out: the whole estate, as when the schedule had started it. */
  readonly only?: OnlyThese | undefined;
  /** Distinguishes two cycles of the same accounts that are both wanted. */
  readonly request?: string | undefined;
  readonly requestedBy: Requester;
  readonly reason: string;
  /** Accounts are compromised: minutes instead of days, two persons for each, no change window. */
  readonly emergency?: boolean | undefined;
}

export interface OpenedCycle {
  readonly cycleId: string;
  /** `false`: another execution opened this cycle, so this one ends without doing anything. */
  readonly opened: boolean;
  readonly dryRun: boolean;
  /** Bucket of the list of tenants; left out unless this execution opened the cycle. */
  readonly bucket?: string;
  readonly key?: string;
  readonly tenants: number;
}

const MS_PER_HOUR = 3_600_000;

/** Whoever has the account works with it already: two persons decide within an hour, or `rotation start` asks them again. */
const EMERGENCY_WINDOW_MS = MS_PER_HOUR;

const windowMs = ({ approvals }: Estate, { windowHours }: ScheduleRun, emergency: boolean): number =>
  emergency ? EMERGENCY_WINDOW_MS : (windowHours ?? approvals.windowHours) * MS_PER_HOUR;

/**
 * Opens the cycle that a schedule names, once. Where all its tenants are on hold, none is opened: the start is recorded, and the team told.
 * A person's command that names what the estate does not have is recorded too (R5).
 */
export async function openCycle(ports: OpenCyclePorts, input: OpenCycleInput): Promise<OpenedCycle> {
  const { estate } = ports;
  const { only, request, requestedBy, reason, emergency = false } = input.onDemand ?? {};
  const { run, chosen, leftOut } = await wantedBy(ports, input);
  const { schedule } = run;
  const planned = cycleIdOf(runName(run), input.scheduledFor, run.timeZone);
  const cycleId = input.dryRun ? dryRunIdOf(planned, input.executionId) : cycleIdFor(planned, only, request);
  const now = ports.now();
  if (chosen.length === 0 && leftOut.every(({ why }) => why === 'on-hold')) {
    await holdStart(ports, input, { cycleId, run, leftOut, now });
    return { cycleId, opened: false, dryRun: input.dryRun, tenants: 0 };
  }
  const asked = requestedBy === undefined ? undefined : { actor: requesterActor(requestedBy, estate) };
  const cycle: Cycle = {
    cycleId,
    schedule: schedule.name,
    class: schedule.class,
    scheduledFor: input.scheduledFor.toISOString(),
    openedAt: now.toISOString(),
    decideBefore: new Date(now.getTime() + windowMs(estate, run, emergency)).toISOString(),
    executionId: input.executionId,
    dryRun: input.dryRun,
    ...(only === undefined ? {} : { only }),
    ...(emergency ? { emergency } : {}),
    ...(leftOut.length === 0 ? {} : { leftOut: leftOutOf(leftOut) }),
    ...(asked === undefined ? {} : { requested: { by: nameOf(asked.actor), reason: reason ?? '' } }),
    portalUrl: ports.portalUrl,
    status: 'open',
  };
  const opening = await ports.cycles.open(
    cycle,
    chosen.map(({ tenantId, displayName }) => ({ tenantId, displayName })),
    {
      ...factAboutCycle(cycleId, {
        action: 'cycle.opened',
        reason,
        evidence: { detail: whatFor(chosen.length, leftOut.length, only, input.dryRun, emergency) },
        by: asked,
        component: 'open-cycle',
        now,
      }),
      ...ports.deployed,
    },
  );
  const tenants = chosen.length;
  // The execution that opened the cycle may have listed other tenants, before a change of the estate: its list stays as it is.
  if (opening === 'already-open') return { cycleId, opened: false, dryRun: input.dryRun, tenants };
  await recordLeftOut(ports, cycleId, leftOut, now);
  const list = await ports.tenantList.write(
    cycleId,
    chosen.map(({ tenantId, name }) => ({ tenantId, tenantName: name })),
  );
  return { cycleId, opened: true, dryRun: input.dryRun, tenants, ...list };
}

/** A record in the timeline of each tenant, which the next cycle of the schedule is to find. */
async function recordLeftOut(
  { rotations }: OpenCyclePorts,
  cycleId: string,
  leftOut: readonly LeftOutOfCycle[],
  now: Date,
): Promise<void> {
  await mapConcurrently(leftOut, (each) =>
    rotations.note(
      factAboutTenant(
        { cycleId, tenantId: each.tenantId },
        {
          action: 'tenant.left-out',
          reason: each.why,
          evidence: { detail: cut(leftOutWords(each), LONGEST_REASON) },
          component: 'open-cycle',
          now,
        },
      ),
    ),
  );
}

/** Nothing is opened. The message comes with each such start; it is sent once. */
async function holdStart(
  { rotations, messageQueue }: OpenCyclePorts,
  { schedule }: OpenCycleInput,
  { cycleId, run, leftOut, now }: Omit<CycleTenants, 'chosen'> & { cycleId: string; run: ScheduleRun; now: Date },
): Promise<void> {
  if (leftOut.length === 0) return; // a run that no tenant has
  const detail = `${leftOut.length} tenants on hold for ${run.schedule.class} accounts: none is released`;
  const parts = {
    action: 'start.held',
    reason: 'on-hold',
    evidence: { detail },
    component: 'open-cycle',
    now,
  } as const;
  await rotations.note(factAboutCycle(cycleId, parts));
  await messageQueue.send({ kind: 'start-held', cycleId, schedule });
}

async function wantedBy(
  ports: OpenCyclePorts,
  { schedule, run: name, scheduledFor, dryRun, moved = false, onDemand }: OpenCycleInput,
): Promise<CycleTenants & { readonly run: ScheduleRun }> {
  try {
    const run = runNamed(ports.estate, schedule, name);
    const by = onDemand !== undefined ? 'person' : moved ? 'moved' : 'calendar';
    const { chosen, leftOut } =
      onDemand?.only === undefined
        ? await tenantsOfCycle(ports, { run, scheduledFor, dryRun, by })
        : { chosen: tenantsOf(ports.estate, onDemand.only), leftOut: [] };
    if (onDemand?.emergency === true && onDemand.only === undefined) throw new Error('an emergency names its tenants');
    const problem = onDemand && requestProblem(onDemand.requestedBy, chosen, ports.estate);
    if (problem !== undefined) throw new Error(problem);
    return { run, chosen, leftOut };
  } catch (error) {
    if (onDemand !== undefined) {
      const fact = factAboutEstate({
        action: 'command.refused',
        outcome: 'refused',
        reason: cut(error instanceof Error ? error.message : 'unknown', LONGEST_REASON),
        evidence: { detail: 'asked that a cycle is started' },
        by: { actor: requesterActor(onDemand.requestedBy, ports.estate) },
        component: 'open-cycle',
        now: ports.now(),
      });
      await ports.rotations.note(fact);
    }
    throw error;
  }
}

/** The id of a cycle: `planned` where the schedule started it for the whole estate, one made from the request otherwise. */
export const cycleIdFor = (planned: string, only: OnlyThese | undefined, request: string | undefined): string =>
  only === undefined && request === undefined
    ? planned
    : onDemandIdOf(planned, only ?? { tenantIds: [], accountIds: [] }, request ?? '');

/** @throws for a tenant that the estate does not have: to skip it would look as if it had no problem */
function tenantsOf(estate: Estate, only: OnlyThese): readonly EstateTenant[] {
  const problem = problemOfChoice(only);
  if (problem !== undefined) throw new Error(problem);
  return [...new Set(only.tenantIds)].map((tenantId) => tenantOf(estate, tenantId));
}

const whatFor = (
  tenants: number,
  leftOut: number,
  only: OnlyThese | undefined,
  dryRun: boolean,
  emergency: boolean,
): string =>
  [
    ...(emergency ? [openedWords.emergency] : []),
    `${tenants} tenants`,
    ...(leftOut === 0 ? [] : [`${leftOut} left out`]),
    ...(only === undefined || only.accountIds.length === 0 ? [] : [whichAccounts(only.accountIds)]),
    ...(dryRun ? [openedWords.dryRun] : []),
  ].join(', ');

const nameOf = (actor: Actor): string => (actor.kind === 'unknown' ? 'unknown' : actor.name);

/** The row of the cycle names them all; a record must stay short. */
const MOST_IN_RECORD = 20;

const whichAccounts = (accountIds: readonly string[]): string =>
  accountIds.length > MOST_IN_RECORD ? `${accountIds.length} accounts alone` : `accounts ${accountIds.join(' ')} alone`;
