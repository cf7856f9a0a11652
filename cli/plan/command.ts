import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import type { Estate, Schedule } from '../../config/estate.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import { didYouMean } from '../../lambda/domain/text/closest.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { progressOf } from '../operator/progress.ts';
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
      const schedules = schedulesNamed(estate, options.schedule);
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

function schedulesNamed({ schedules }: Estate, name: string | undefined): readonly Schedule[] {
  const wanted = schedules.filter((each) => name === undefined || each.name === name);
  if (wanted.length === 0) {
    const known = schedules.map((each) => each.name);
    throw new Error(`the estate has no schedule ${name}; it has ${known.join(', ')}${didYouMean(name ?? '', known)}`);
  }
  return wanted;
}
