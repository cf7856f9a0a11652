import type { Estate, Schedule } from '../../config/estate.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import type { OnlyThese } from '../../lambda/domain/cycle/only-these.ts';
import { cycleIdOf } from '../../lambda/domain/identifiers.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { cycleIdFor } from '../../lambda/usecases/cycle/open-cycle.ts';
import { cycleOutcome, pageOf } from '../operator/cycle-text.ts';
import { print } from '../operator/output.ts';
import type { StoredRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows, startOnce, until } from '../operator/workflows.ts';

/** The cycle that is wanted. */
export interface Wanted {
  readonly schedule: Schedule;
  /** `undefined`: the whole estate. */
  readonly only: OnlyThese | undefined;
}

/** How it is started. */
export interface StartOptions {
  /** May be empty for a dry run. */
  readonly reason: string;
  readonly request?: string;
  readonly dryRun: boolean;
  /** Whether to wait for its end. */
  readonly wait: boolean;
}

export interface StartParts {
  readonly estate: Estate;
  readonly stored: StoredRotations;
}

/** How long to wait for the cycle to be opened, and for its end. */
const OPENED_WITHIN_SECONDS = 120;
const ENDED_WITHIN_SECONDS = 30 * 86_400;

/**
 * Starts a cycle, or says that it is there already.
 *
 * @returns its id; `undefined` for a dry run, whose id is made when it opens
 */
export async function startCycle(
  { estate, stored }: StartParts,
  { schedule, only }: Wanted,
  { reason, request, dryRun, wait }: StartOptions,
): Promise<string | undefined> {
  const now = new Date();
  const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
  const cycleId = cycleIdFor(planned, only, request);
  const before = dryRun ? undefined : await stored.cycles.find(cycleId);
  if (before !== undefined) print(alreadyText(before));
  else {
    const workflows = await deployedWorkflows(estate);
    const onDemand = { requestedBy: workflows.caller, reason: reason === '' ? 'dry run' : reason };
    const name = dryRun ? `${planned}-dry-${now.getTime()}` : cycleId;
    await startOnce(workflows, 'RotationCycle', name, {
      schedule: schedule.name,
      scheduledFor: now.toISOString(),
      dryRun,
      onDemand: {
        ...onDemand,
        ...(only === undefined ? {} : { only }),
        ...(request === undefined ? {} : { request }),
      },
    });
    if (dryRun) {
      print(`Dry run ${name} is started: see \`rotation status\`.\n`);
      return undefined;
    }
    print(startedText(await until(OPENED_WITHIN_SECONDS, () => stored.cycles.find(cycleId)), cycleId));
  }
  if (wait) await awaitEnd(stored, cycleId);
  return cycleId;
}

const alreadyText = (cycle: Cycle) =>
  `Cycle ${cycle.cycleId} is ${cycleOutcome(cycle)}.\n  ${pageOf(cycle) ?? ''}\nNothing was started. For one more today, give it a name: --request <name>\n`;

function startedText(cycle: Cycle | undefined, cycleId: string): string {
  if (cycle === undefined) return `Cycle ${cycleId} is started, and not open yet: see \`rotation status\`.\n`;
  return [
    `Cycle ${cycleId} is open.`,
    `  ${pageOf(cycle) ?? ''}`,
    `The technicians of the tenant are asked now, by mail. Nothing is reset before one of them approves, by ${cycle.decideBefore}.`,
    `Follow it with: npm run rotation -- status --cycle ${cycleId}`,
    '',
  ].join('\n');
}

/** Waits until a cycle has closed, and says how; exit code 1 if a rotation failed or is uncertain. */
export async function awaitEnd({ cycles }: StoredRotations, cycleId: string): Promise<void> {
  const closed = await until(ENDED_WITHIN_SECONDS, async () => {
    const cycle = await cycles.find(cycleId);
    return cycle?.status === 'closed' ? cycle : undefined;
  });
  const totals = closed?.totals;
  if (totals === undefined) throw new Error(`cycle ${cycleId} has not closed`);
  const { rotated, failed, uncertain, tenantsFailed } = totals;
  const failure = closed?.failure;
  print(`Closed: ${rotated} rotated, ${failed} failed, ${uncertain} uncertain.\n`);
  if (failure !== undefined) print(`The cycle itself failed: ${printable(failure)}\n`);
  if (failure !== undefined || failed + uncertain + tenantsFailed > 0) process.exitCode = 1;
}
