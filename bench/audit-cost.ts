import { Command } from 'commander';
import {
  type Amount,
  type Cost,
  evidenceCost,
  exportedInFull,
  fullMonthlyExports,
} from './audit-cost/evidence-cost.ts';

interface Options {
  readonly years: string;
  readonly records: string;
}

/** Sizes of records of a run of the example, compressed as they lie there; the table's with room for what later versions add. */
const MEAN_BYTES = { tableBytes: 862, archivedBytes: 220, exportedBytes: 110 } as const;
/** Assumed: of nine records one is the newest of its chain when an hour ends. A rotation writes a dozen within a day or two. */
const RECORDS_PER_CHANGED_CHAIN = 9;

/** `bench audit-cost`: what evidence costs over the years, by AWS's list prices, beside a full export each month. */
export function auditCostCommand(): Command {
  return new Command('audit-cost')
    .description('what the evidence of some years costs by list prices, beside a full export each month')
    .option('--years <number>', 'years', '10')
    .option('--records <number>', 'audit records in a month', '650000')
    .action(({ years, records }: Options) => {
      const amount: Amount = {
        ...MEAN_BYTES,
        months: Number(years) * 12,
        recordsPerMonth: Number(records),
        changedChains: Number(records) / RECORDS_PER_CHANGED_CHAIN / 730,
      };
      process.stdout.write(`${tableOf(amount).join('\n')}\n`);
    });
}

function tableOf(amount: Amount): readonly string[] {
  const parts = evidenceCost(amount);
  const total: Cost = {
    what: 'together',
    dollars: parts.reduce((sum, { dollars }) => sum + dollars, 0),
    storedGb: parts.reduce((sum, { storedGb }) => sum + storedGb, 0),
  };
  const full = fullMonthlyExports(amount);
  const { gb, dollars } = exportedInFull(amount);
  return [
    `${amount.recordsPerMonth} records a month for ${amount.months / 12} years, list prices of us-east-1; without the tables`,
    '',
    row('', 'dollars', 'GB at the end'),
    ...[...parts, total].map(rowOf),
    '',
    rowOf(full),
    `  of which DynamoDB: $${dollars.toFixed(0)} for ${((gb * 1e9) / 2 ** 40).toFixed(1)} TiB read; the rest is S3, which keeps them all`,
  ];
}

const rowOf = ({ what, dollars, storedGb }: Cost) => row(what, dollars.toFixed(0), storedGb.toFixed(1));
const row = (...cells: readonly [string, string, string]) =>
  `${cells[0].padEnd(36)}${cells[1].padStart(9)}${cells[2].padStart(15)}`;
