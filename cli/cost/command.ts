import { Command } from 'commander';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { positiveNumber, wholeNumber } from '../operator/option-values.ts';
import { configOption, jsonOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { costLines, costReport, whoCouldChange } from './cost-text.ts';

interface Options {
  readonly config?: string;
  readonly tenants?: number;
  readonly accounts: number;
  readonly cycles: number;
  readonly days?: number;
  readonly json: boolean;
}

/** `rotation cost`: what the product costs in a month, by service, with both ways to keep passwords. Asks nobody. */
export const costCommand = (): Command =>
  new Command('cost')
    .description('what a month costs by list prices, from counted calls, with both ways to keep passwords')
    .option('--tenants <number>', 'how many tenants (default: as many as the estate has)', wholeNumber())
    .option('--accounts <number>', 'how many accounts of each are rotated', wholeNumber(), 5)
    .option('--cycles <number>', 'cycles in a month; 0.33 for a quarterly schedule', positiveNumber, 1)
    .option('--days <number>', 'days until a stored password is deleted (default: as the estate says)', wholeNumber())
    .addOption(configOption())
    .addOption(jsonOption('the table'))
    .action((options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const tenants = options.tenants ?? estate.tenants.length;
      const report = costReport(
        { tenants, accounts: tenants * options.accounts, cyclesPerMonth: options.cycles },
        options.days ?? estate.retention.days,
      );
      const lines = [...costLines(report), ...whoCouldChange(estate)];
      printResult(options.json, report, lines.map((line) => `${line}\n`).join(''));
    });
