import { Command, Option } from 'commander';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { day, wholeNumber } from '../operator/option-values.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { refuseFor, saidBy } from '../operator/refused.ts';
import { scheduleNamed } from '../operator/schedule-named.ts';
import { runsAhead } from './next-starts.ts';
import { schedulesText } from './schedules-text.ts';

interface Options {
  readonly schedule?: string;
  readonly tenant: readonly string[];
  readonly count: number;
  readonly after: Date;
  readonly json: boolean;
  readonly config?: string;
}

const MOST_STARTS = 24;

/** `rotation schedules`: when cycles start next, and for whom. It reads the estate file alone: no AWS, no Microsoft. */
export const schedulesCommand = (): Command =>
  new Command('schedules')
    .description(
      'lists the next starts of each schedule in the zones that matter, with black-outs, changes of clocks and overlaps',
    )
    .option('--schedule <name>', 'only this schedule')
    .addOption(tenantsOption())
    .addOption(new Option('--count <n>', 'starts of each run').argParser(wholeNumber(1, MOST_STARTS)).default(3))
    .addOption(
      new Option('--after <date>', 'starts from this day on, such as 2027-01-01')
        .argParser(day)
        .default(new Date(), 'now'),
    )
    .addOption(jsonOption('the starts'))
    .addOption(configOption())
    .action(({ schedule, tenant, count, after, json, config }: Options) => {
      const estate = readEstateFile(estatePath(config));
      refuseFor([
        ...saidBy(() => tenantsNamed(estate, tenant)),
        ...(schedule === undefined ? [] : saidBy(() => scheduleNamed(estate, schedule))),
      ]);
      const runs = runsAhead(estate, { count, after, schedule, tenants: tenant });
      printResult(json, { runs }, schedulesText(runs));
    });
