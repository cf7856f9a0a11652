import { prices } from '../../cli/cost/prices.ts';

/** What is kept, and for how long. Sizes are means, in bytes. */
export interface Amount {
  readonly months: number;
  readonly recordsPerMonth: number;
  /** Of a record in the table, as DynamoDB bills it. */
  readonly tableBytes: number;
  /** Of a record in an object of the archive, compressed. */
  readonly archivedBytes: number;
  /** Of a record in an export, compressed. */
  readonly exportedBytes: number;
  /** Chains that one checkpoint finds changed, at the mean. */
  readonly changedChains: number;
}

/** One line of the bill, in dollars over the whole time, and what is stored at its end. */
export interface Cost {
  readonly what: string;
  readonly dollars: number;
  readonly storedGb: number;
}

const GB = 1e9;
const HOURS_PER_MONTH = 730.5;
/** `archive-audit` waits so long for a batch to fill: no more objects than this can come, if changes never pause. */
const WINDOW_SECONDS = 20;
/** Age at which exports move to a cooler class. Objects of the archive are smaller than what that class bills, and stay. */
const COOLER_AFTER_MONTHS = 3;
/** DynamoDB splits an export into files, of which these are more than enough. */
const FILES_PER_EXPORT = 100;
/** A line of a file of heads: most of it is a hash, which nothing compresses. */
const HEAD_BYTES = 80;

/** @returns the months that each month's part is stored, added up: what comes first is stored longest */
const monthsOf = (months: number): number => (months * (months + 1)) / 2;

/** What each month's new GB cost to store until the end. */
function storage(gbPerMonth: number, months: number, coolerAfter = Number.POSITIVE_INFINITY): number {
  let dollars = 0;
  for (let month = 1; month <= months; month += 1) {
    const kept = months - month + 1;
    const warm = Math.min(kept, coolerAfter);
    dollars += gbPerMonth * (warm * prices.standardPerGbMonth + (kept - warm) * prices.coolPerGbMonth);
  }
  return dollars;
}

function archive({ months, recordsPerMonth, archivedBytes }: Amount): Cost {
  const batches = ((HOURS_PER_MONTH * 3600) / WINDOW_SECONDS) * months;
  const gb = (recordsPerMonth * archivedBytes) / GB;
  // Half a second with 512 MB: measured where the function is warm, and most of it waits for S3.
  const work = batches * (prices.perPut + prices.perInvocation + 0.25 * prices.perGbSecond);
  return { what: 'archive, one object each 20 s', dollars: work + storage(gb, months), storedGb: gb * months };
}

function checkpoints({ months, changedChains }: Amount): Cost {
  const made = HOURS_PER_MONTH * months;
  const gb = (HOURS_PER_MONTH * changedChains * HEAD_BYTES) / GB;
  // Ten seconds with 1 GB, and a read of each object that the archive got in the hour.
  const reads = (3600 / WINDOW_SECONDS) * prices.perGet;
  const each = prices.perSignature + 2 * prices.perPut + prices.perInvocation + reads + 10 * prices.perGbSecond;
  const dollars = made * each + months * prices.perKeyMonth + storage(gb, months);
  return { what: 'checkpoints, hourly, and their key', dollars, storedGb: gb * months };
}

/** The whole table once, and each day's changes after it. */
function incrementalExports({ months, recordsPerMonth, tableBytes, exportedBytes }: Amount): Cost {
  const days = 30.4;
  const gbPerDay = Math.max((recordsPerMonth * tableBytes) / GB / days, prices.smallestIncrementalGb);
  const gb = (recordsPerMonth * exportedBytes) / GB;
  const puts = FILES_PER_EXPORT * days * months * prices.perPut;
  const dollars = gbPerDay * days * months * prices.exportPerGb + puts + storage(gb, months, COOLER_AFTER_MONTHS);
  return { what: 'exports: changes, daily', dollars, storedGb: gb * months };
}

/** The plain way: the whole table each month, all of them kept. */
export function fullMonthlyExports({ months, recordsPerMonth, tableBytes, exportedBytes }: Amount): Cost {
  const exported = ((recordsPerMonth * tableBytes) / GB) * monthsOf(months);
  const stored = (recordsPerMonth * exportedBytes) / GB;
  let keeping = 0;
  for (let month = 1; month <= months; month += 1) {
    keeping += stored * monthsOf(month) * prices.standardPerGbMonth;
  }
  const puts = FILES_PER_EXPORT * months * prices.perPut;
  const dollars = exported * prices.exportPerGb + keeping + puts;
  return { what: 'full exports, monthly', dollars, storedGb: stored * monthsOf(months) };
}

/** GB that full monthly exports take out of the table, and what DynamoDB asks for it. */
export const exportedInFull = ({ months, recordsPerMonth, tableBytes }: Amount) => {
  const gb = ((recordsPerMonth * tableBytes) / GB) * monthsOf(months);
  return { gb, dollars: gb * prices.exportPerGb };
};

/** What the product's evidence costs, besides the tables: those cost the same either way. */
export const evidenceCost = (amount: Amount): readonly Cost[] => [
  archive(amount),
  checkpoints(amount),
  incrementalExports(amount),
];
