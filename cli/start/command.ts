import { Command } from 'commander';
import type { Estate } from '../../config/estate.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { cycleIdOf, dryRunIdOf } from '../../lambda/domain/identifiers.ts';
import { cycleIdFor } from '../../lambda/usecases/cycle/open-cycle.ts';
import { cycleOutcome, pageOf } from '../operator/cycle-text.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, reasonOption, tenantsOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { refuseFor, saidBy } from '../operator/refused.ts';
import { scheduleNamed } from '../operator/schedule-named.ts';
import { sentenceOf } from '../operator/sentence-of.ts';
import { type StoredRotations, storedRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows, startOnce } from '../operator/workflows.ts';
import { endedCycle, endedWell } from './ended-cycle.ts';
import { heldStart } from './held-start.ts';
import { openedCycle } from './opened-cycle.ts';
import { startInput } from './start-input.ts';
import { startedText } from './started-text.ts';
import type { WantedCycle } from './wanted-cycle.ts';
import { contradictingOptions, requestOf, type StartOptions, wantedCycles } from './wanted-cycles.ts';

interface Options extends StartOptions {
  readonly config?: string;
  readonly reason?: string;
  readonly wait: boolean;
}

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
    .option(
      '--wait',
      'waits until the cycle has closed; exit code 1 if a tenant or a rotation failed, or one is uncertain',
      false,
    )
    .addOption(configOption())
    .action(async (options: Options) => {
      const reason = options.reason?.trim() ?? '';
      const estate = readEstateFile(estatePath(options.config));
      const { schedule } = options;
      refuseFor([
        ...(reason === '' && !options.dryRun ? ['--reason is needed: why is this cycle started by hand?'] : []),
        ...contradictingOptions(options),
        ...saidBy(() => tenantsNamed(estate, options.tenant)),
        ...(schedule === undefined ? [] : saidBy(() => scheduleNamed(estate, schedule))),
      ]);
      const tenants = tenantsNamed(estate, options.tenant);
      const stored = await storedRotations(estate.aws);
      const cycleIds: string[] = [];
      const problems: string[] = [];
      // One that is not started keeps no other one back: in an emergency the second is that of the service accounts.
      for (const wanted of await wantedCycles(estate, tenants, stored, options)) {
        try {
          cycleIds.push(await start(estate, stored, wanted, { ...options, reason }));
        } catch (error) {
          problems.push(sentenceOf(error));
        }
      }
      if (options.wait) for (const each of cycleIds) await awaitEnd(stored, each);
      refuseFor(problems);
    });
}

/** @returns the id of the cycle, also where it was started before */
async function start(
  estate: Estate,
  stored: StoredRotations,
  { schedule, only }: WantedCycle,
  options: Options & { readonly reason: string },
): Promise<string> {
  const { dryRun, emergency, reason } = options;
  const request = requestOf(options);
  const now = new Date();
  const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
  const before = dryRun ? undefined : await stored.cycles.find(cycleIdFor(planned, only, request));
  if (before !== undefined) {
    print(alreadyText(before));
    return before.cycleId;
  }
  const held = dryRun || only !== undefined ? undefined : await heldStart(estate, stored, schedule, now);
  if (held !== undefined) throw new Error(held);
  const workflows = await deployedWorkflows(estate);
  const wantedName = dryRun ? `${planned}-dry-${now.getTime()}` : cycleIdFor(planned, only, request);
  const asked = { requestedBy: workflows.caller, reason, request, dryRun, emergency };
  const input = startInput({ schedule, only }, asked, now);
  const { name } = await startOnce(workflows, 'RotationCycle', wantedName, input);
  const cycleId = dryRun ? dryRunIdOf(planned, workflows.executionId('RotationCycle', name)) : wantedName;
  print(startedText(await openedCycle(stored.cycles, workflows, name, cycleId), cycleId));
  return cycleId;
}

const alreadyText = (cycle: Cycle) =>
  `Cycle ${cycle.cycleId} is ${cycleOutcome(cycle)}.\n  ${pageOf(cycle) ?? ''}\nNothing was started. For one more today, give it a name: --request <name>\n`;

async function awaitEnd({ cycles }: StoredRotations, cycleId: string): Promise<void> {
  const closed = await endedCycle(cycles, cycleId);
  print(`Cycle ${cycleId} is ${cycleOutcome(closed)}.\n`);
  if (!endedWell(closed)) process.exitCode = 1;
}
