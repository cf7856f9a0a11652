import { Command } from 'commander';
import type { Estate } from '../../config/estate.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { cycleIdOf } from '../../lambda/domain/identifiers.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { cycleIdFor } from '../../lambda/usecases/cycle/open-cycle.ts';
import { cycleOutcome, pageOf } from '../operator/cycle-text.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, reasonOption, tenantsOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { scheduleNamed } from '../operator/schedule-named.ts';
import { type StoredRotations, storedRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows, startOnce, until } from '../operator/workflows.ts';
import type { WantedCycle } from './wanted-cycle.ts';
import { contradictingOptions, requestOf, type StartOptions, wantedCycles } from './wanted-cycles.ts';

interface Options extends StartOptions {
  readonly config?: string;
  readonly reason?: string;
  readonly wait: boolean;
}

/** How long to wait for the cycle to be opened, and for its end. */
const OPENED_WITHIN_SECONDS = 120;
const ENDED_WITHIN_SECONDS = 30 * 86_400;

/** `rotation start`: a cycle now, for the whole estate, some tenants or some accounts; asked for and approved like any other. */
export function startCommand(): Command {
  return new Command('start')
    .description('starts a cycle now, for accounts, tenants or the whole estate; nothing is reset without its approval')
    .addOption(tenantsOption())
    .option('--account <account...>', 'only these accounts of the one tenant, by object id or UPN', [])
    .option(
      '--seen-by <person>',
      'exactly the accounts whose current password this person has seen, of all tenants or of --tenant: by name, mail or object id',
    )
    .option('--schedule <name>', "the schedule (default with --account: that of the account's class)")
    .option(
      '--emergency',
      'accounts are compromised: all admins of the tenants, two persons within an hour, no change window, sessions ended',
      false,
    )
    .option('--services', 'with --emergency: all service accounts too, in a cycle of their own', false)
    .addOption(reasonOption('why, for the record; needed but for a dry run'))
    .option('--request <name>', 'tells a further cycle from one of the same day for the same accounts')
    .option('--dry-run', 'discovery only: nobody is asked', false)
    .option('--wait', 'waits until the cycle has closed; exit code 1 if a rotation failed or is uncertain', false)
    .addOption(configOption())
    .action(async (options: Options) => {
      const reason = options.reason?.trim() ?? '';
      const problems = [
        ...(reason === '' && !options.dryRun ? ['--reason is needed: why is this cycle started by hand?'] : []),
        ...contradictingOptions(options),
      ];
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const estate = readEstateFile(estatePath(options.config));
      const tenants = tenantsNamed(estate, options.tenant);
      if (options.schedule !== undefined) scheduleNamed(estate, options.schedule);
      const stored = await storedRotations(estate.aws);
      const cycleIds: string[] = [];
      for (const wanted of await wantedCycles(estate, tenants, stored, options)) {
        const cycleId = await start(estate, stored, wanted, { ...options, reason });
        if (cycleId !== undefined) cycleIds.push(cycleId);
      }
      if (options.wait) for (const each of cycleIds) await awaitEnd(stored, each);
    });
}

/** @returns the id of the cycle, also where it was started before; `undefined`: a dry run, which has an id of its own */
async function start(
  estate: Estate,
  stored: StoredRotations,
  { schedule, only }: WantedCycle,
  options: Options & { readonly reason: string },
): Promise<string | undefined> {
  const { dryRun, emergency, reason } = options;
  const request = requestOf(options);
  const now = new Date();
  const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
  const cycleId = cycleIdFor(planned, only, request);
  const before = dryRun ? undefined : await stored.cycles.find(cycleId);
  if (before !== undefined) {
    print(alreadyText(before));
    return cycleId;
  }
  const workflows = await deployedWorkflows(estate);
  const name = dryRun ? `${planned}-dry-${now.getTime()}` : cycleId;
  await startOnce(workflows, 'RotationCycle', name, {
    schedule: schedule.name,
    scheduledFor: now.toISOString(),
    dryRun,
    onDemand: {
      requestedBy: workflows.caller,
      reason: reason === '' ? 'dry run' : reason,
      ...(only === undefined ? {} : { only }),
      ...(request === undefined ? {} : { request }),
      ...(emergency ? { emergency } : {}),
    },
  });
  if (dryRun) {
    print(`Dry run ${name} is started: see \`rotation status\`.\n`);
    return undefined;
  }
  print(startedText(await until(OPENED_WITHIN_SECONDS, () => stored.cycles.find(cycleId)), cycleId));
  return cycleId;
}

const alreadyText = (cycle: Cycle) =>
  `Cycle ${cycle.cycleId} is ${cycleOutcome(cycle)}.\n  ${pageOf(cycle) ?? ''}\nNothing was started. For one more today, give it a name: --request <name>\n`;

function startedText(cycle: Cycle | undefined, cycleId: string): string {
  if (cycle === undefined) return `Cycle ${cycleId} is started, and not open yet: see \`rotation status\`.\n`;
  return [
    `Cycle ${cycleId} is open.`,
    `  ${pageOf(cycle) ?? ''}`,
    cycle.emergency === true
      ? `An emergency: the technicians are asked now, by mail. Two of them must approve each account, by ${cycle.decideBefore}, on one page:\n  ${pageOf(cycle) ?? ''}/approvals`
      : `The technicians of the tenant are asked now, by mail. Nothing is reset before one of them approves, by ${cycle.decideBefore}.`,
    `Follow it with: npm run rotation -- status --cycle ${cycleId}`,
    '',
  ].join('\n');
}

async function awaitEnd({ cycles }: StoredRotations, cycleId: string): Promise<void> {
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
