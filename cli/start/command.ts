import { Command } from 'commander';
import type { Estate, EstateTenant, Schedule, TenantWithRules } from '../../config/estate.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import type { OnlyThese } from '../../lambda/domain/cycle/only-these.ts';
import { cycleIdOf } from '../../lambda/domain/identifiers.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { cycleIdFor } from '../../lambda/usecases/cycle/open-cycle.ts';
import { scheduleOf } from '../../lambda/usecases/estate-lookup.ts';
import { busySentence, rotationHoldingLock } from '../../lambda/usecases/rotation/account-busy.ts';
import { cycleOutcome, pageOf } from '../operator/cycle-text.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, reasonOption, tenantsOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { type StoredRotations, storedRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows, startOnce, until } from '../operator/workflows.ts';
import { wantedAccounts } from './wanted-accounts.ts';

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly account: readonly string[];
  readonly schedule?: string;
  readonly reason?: string;
  readonly request?: string;
  readonly dryRun: boolean;
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
    .option('--schedule <name>', "the schedule (default with --account: that of the account's class)")
    .addOption(reasonOption('why, for the record; needed but for a dry run'))
    .option('--request <name>', 'tells a further cycle from one of the same day for the same accounts')
    .option('--dry-run', 'discovery only: nobody is asked', false)
    .option('--wait', 'waits until the cycle has closed; exit code 1 if a rotation failed or is uncertain', false)
    .addOption(configOption())
    .action(async (options: Options) => {
      const reason = options.reason?.trim() ?? '';
      if (reason === '' && !options.dryRun) throw new Error('--reason is needed: why is this cycle started by hand?');
      const estate = readEstateFile(estatePath(options.config));
      const tenants = tenantsNamed(estate, options.tenant);
      const stored = await storedRotations(estate.aws);
      const { schedule, only } = await wantedOf(estate, tenants, stored, options);
      const now = new Date();
      const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
      const cycleId = cycleIdFor(planned, only, options.request);
      const before = options.dryRun ? undefined : await stored.cycles.find(cycleId);
      if (before !== undefined) print(alreadyText(before));
      else {
        const workflows = await deployedWorkflows(estate);
        const { request } = options;
        const onDemand = { requestedBy: workflows.caller, reason: reason === '' ? 'dry run' : reason };
        const name = options.dryRun ? `${planned}-dry-${now.getTime()}` : cycleId;
        await startOnce(workflows, 'RotationCycle', name, {
          schedule: schedule.name,
          scheduledFor: now.toISOString(),
          dryRun: options.dryRun,
          onDemand: {
            ...onDemand,
            ...(only === undefined ? {} : { only }),
            ...(request === undefined ? {} : { request }),
          },
        });
        if (options.dryRun) {
          print(`Dry run ${name} is started: see \`rotation status\`.\n`);
          return;
        }
        print(startedText(await until(OPENED_WITHIN_SECONDS, () => stored.cycles.find(cycleId)), cycleId));
      }
      if (options.wait) await awaitEnd(stored, cycleId);
    });
}

interface Wanted {
  readonly schedule: Schedule;
  readonly only: OnlyThese | undefined;
}

async function wantedOf(
  estate: Estate,
  tenants: readonly TenantWithRules[],
  stored: StoredRotations,
  { tenant, account, schedule }: Options,
): Promise<Wanted> {
  const named = schedule === undefined ? undefined : scheduleOf(estate, schedule);
  if (account.length === 0) {
    if (named === undefined) throw new Error('--schedule is needed where no --account is given');
    if (tenant.length === 0) return { schedule: named, only: undefined };
    return { schedule: named, only: { tenantIds: tenants.map(({ tenantId }) => tenantId), accountIds: [] } };
  }
  const [one, ...others] = tenant.length === 0 ? [] : tenants;
  if (one === undefined || others.length > 0) throw new Error('--account needs exactly one --tenant');
  const directory = readerApp(microsoftAccess(estate).appOptions('reader'));
  const snapshot = await directory.readTenant(one.tenantId, furtherReads(one));
  const found = wantedAccounts(snapshot, one, account, named === undefined ? estate.schedules : [named]);
  const accountIds = found.accounts.map(({ accountId }) => accountId);
  await requireFree(stored, one, accountIds);
  return { schedule: found.schedule, only: { tenantIds: [one.tenantId], accountIds } };
}

/** Staging would refuse it hours later, after somebody was asked for nothing. */
async function requireFree({ rotations }: StoredRotations, tenant: EstateTenant, accountIds: readonly string[]) {
  for (const accountId of accountIds) {
    const holding = await rotationHoldingLock(rotations, { tenantId: tenant.tenantId, accountId });
    if (holding !== undefined) throw new Error(`${holding.account.userPrincipalName}: ${busySentence(holding)}`);
  }
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
