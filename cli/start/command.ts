import { Command, Option } from 'commander';
import type { Estate, EstateTenant, TenantWithRules } from '../../config/estate.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { scheduleOf } from '../../lambda/usecases/estate-lookup.ts';
import { busySentence, rotationHoldingLock } from '../../lambda/usecases/rotation/account-busy.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, reasonOption, tenantsOption } from '../operator/options.ts';
import { type StoredRotations, storedRotations } from '../operator/stored-rotations.ts';
import { startSeenBy } from './seen-by.ts';
import { startCycle, type Wanted } from './start-cycle.ts';
import { wantedAccounts } from './wanted-accounts.ts';

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly account: readonly string[];
  readonly seenBy?: string;
  readonly schedule?: string;
  readonly reason?: string;
  readonly request?: string;
  readonly dryRun: boolean;
  readonly wait: boolean;
}

/** `rotation start`: a cycle now, for the whole estate, some tenants or some accounts; asked for and approved like any other. */
export function startCommand(): Command {
  return new Command('start')
    .description('starts a cycle now, for accounts, tenants or the whole estate; nothing is reset without its approval')
    .addOption(tenantsOption())
    .option('--account <account...>', 'only these accounts of the one tenant, by object id or UPN', [])
    .addOption(
      new Option(
        '--seen-by <person>',
        'exactly the accounts whose current password this person has seen, of all tenants (or of --tenant), by name, mail or object id',
      ).conflicts(['account', 'schedule']),
    )
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
      if (options.seenBy !== undefined) {
        await startSeenBy({ estate, stored }, { ...options, seenBy: options.seenBy, tenants, reason });
        return;
      }
      await startCycle({ estate, stored }, await wantedOf(estate, tenants, stored, options), { ...options, reason });
    });
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
