import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { progressOf } from '../operator/progress.ts';
import { refuseFor, saidBy } from '../operator/refused.ts';
import { scheduleNamed } from '../operator/schedule-named.ts';
import { lastCycleIn } from './deployed-cycles.ts';
import { patientReader } from './patient-reader.ts';
import { planText } from './plan-text.ts';
import { planTenant } from './tenant-plan.ts';

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly schedule?: string;
  readonly json: boolean;
}

/** `rotation plan`: what cycles would do if they began now. It writes nothing, anywhere. */
export function planCommand(): Command {
  return new Command('plan')
    .description(
      'shows what would be rotated and why, and what is left out and why; exit code 1 if a tenant is not ready',
    )
    .addOption(configOption())
    .addOption(tenantsOption())
    .option('--schedule <name>', 'only this schedule')
    .addOption(jsonOption('the plan'))
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const { schedule } = options;
      refuseFor([
        ...(schedule === undefined ? [] : saidBy(() => scheduleNamed(estate, schedule))),
        ...saidBy(() => tenantsNamed(estate, options.tenant)),
      ]);
      const schedules = schedule === undefined ? estate.schedules : [scheduleNamed(estate, schedule)];
      const reader = readerApp(microsoftAccess(estate).appOptions('reader'));
      const directory = patientReader(reader, (seconds) => wait(seconds * 1_000));
      const lastCycle = lastCycleIn(estate.aws);
      const tenants = tenantsNamed(estate, options.tenant);
      const oneRead = progressOf(tenants.length, 'tenants read', (line) => process.stderr.write(line));
      const plans = await mapConcurrently(tenants, async (tenant) => {
        const planned = await planTenant(directory, lastCycle, tenant, schedules);
        oneRead();
        return planned;
      });
      const all = plans.flat();
      printResult(options.json, { schema: 1, plans: all }, planText(all));
      if (all.some(({ notReady }) => notReady !== undefined)) process.exitCode = 1;
    });
}
