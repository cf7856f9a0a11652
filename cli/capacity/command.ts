import { Command } from 'commander';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { wholeNumber } from '../operator/option-values.ts';
import { configOption, jsonOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { capacityLines } from './capacity-text.ts';
import { neededQuotas } from './needed-quotas.ts';

interface Options {
  readonly config?: string;
  readonly tenants?: number;
  readonly accounts: number;
  readonly json: boolean;
}

/** `rotation capacity`: which quotas of AWS to raise before the first large cycle. Asks nobody; `doctor` reads what the account has. */
export const capacityCommand = (): Command =>
  new Command('capacity')
    .description('which AWS quotas to raise for an estate of this size, by their names and codes in Service Quotas')
    .option('--tenants <number>', 'how many tenants (default: as many as the estate has)', wholeNumber())
    .option('--accounts <number>', 'how many accounts of each are rotated', wholeNumber(), 5)
    .addOption(configOption())
    .addOption(jsonOption('the quotas'))
    .action((options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const tenants = options.tenants ?? estate.tenants.length;
      const size = { tenants, accounts: tenants * options.accounts, technicians: estate.technicians.length };
      const quotas = neededQuotas(size, estate.aws.region);
      const lines = capacityLines(quotas, estate.aws.region);
      printResult(options.json, quotas, lines.map((line) => `${line}\n`).join(''));
    });
