import { Command, InvalidArgumentError, Option } from 'commander';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
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

/** `rotation schedules`: when cycles start next, and for whom. It reads the estate file alone: no AWS, no Microsoft. */
export const schedulesCommand = (): Command =>
  new Command('schedules')
    .description(
      'lists the next starts of each schedule in the zones that matter, with black-outs, changes of clocks and overlaps',
    )
    .option('--schedule <name>', 'only this schedule')
    .addOption(tenantsOption())
    .addOption(new Option('--count <n>', 'starts of each run').argParser(countOf).default(3))
    .addOption(new Option('--after <date>', 'starts after this day').argParser(dateOf).default(new Date(), 'now'))
    .addOption(jsonOption('the starts'))
    .addOption(configOption())
    .action(({ schedule, tenant, count, after, json, config }: Options) => {
      const estate = readEstateFile(estatePath(config));
      const tenants = tenant.length === 0 ? [] : tenantsNamed(estate, tenant).map(({ name }) => name);
      const wanted = schedule === undefined ? undefined : scheduleNamed(estate, schedule).name;
      const runs = runsAhead(estate, { count, after, schedule: wanted, tenants });
      printResult(json, { runs }, schedulesText(runs));
    });

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 24) throw new InvalidArgumentError('must be from 1 to 24.');
  return count;
}

function dateOf(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('must be a date such as 2026-12-24.');
  return date;
}
