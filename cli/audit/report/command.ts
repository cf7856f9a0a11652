import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { forOneCustomer } from '../../../lambda/domain/audit/report/one-customer.ts';
import { printWarning } from '../../operator/output.ts';
import { requireOutside } from '../outside-evidence.ts';
import { asOfText } from '../query/answer-text.ts';
import { alteredText, folderOption, parquetOption } from '../query/command.ts';
import { type Evidence, openEvidence } from '../query/open-evidence.ts';
import { verifyFolder } from '../verify/verify-folder.ts';
import { evidenceVerdict } from './evidence-verdict.ts';
import { readReport, signInsDuring } from './read-report.ts';
import { type ReportFormat, reportFormats, reportText } from './report-text.ts';

interface ReportOptions {
  readonly folder: string;
  readonly cycle: string;
  readonly format: ReportFormat;
  readonly tenant?: string;
  readonly publicKey?: string[];
  readonly out?: string;
  readonly parquet?: string;
}

/** `rotation audit report`: what the records say of one cycle, for people, spreadsheets and other programs. */
export const reportCommand = (): Command =>
  new Command('report')
    .description(
      'reports one cycle from audit records in a folder: population, approvals, results, exceptions, collection; exit code 1 if the records do not verify',
    )
    .requiredOption('--cycle <id>', 'the cycle')
    .option('--tenant <id or name>', 'one customer alone: nothing in it is about another one')
    .addOption(folderOption())
    .addOption(
      new Option(
        '--format <format>',
        'html: a page that prints; csv: the population; json: all of it; ocsf: events, one per line',
      )
        .choices(reportFormats)
        .default('html'),
    )
    .option(
      '--public-key <file...>',
      'public keys that you have from elsewhere, PEM or DER (default: those in the folder)',
    )
    .option('--out <file or folder>', 'writes it there; into a folder that exists: a file for each customer')
    .addOption(parquetOption())
    .action(report);

async function report(options: ReportOptions): Promise<void> {
  const { folder, out } = options;
  if (out !== undefined) requireOutside(folder, out);
  const verification = await verifyFolder(folder, { keys: options.publicKey ?? [] });
  const evidence = await openEvidence(folder, options.parquet);
  try {
    const read = await readReport(evidence, options);
    if (read.unknown > 0)
      printWarning(`${read.unknown} records were made by a later version, and are not in the report.`);
    const asOf = `${evidence.asOf?.slice(0, 19)} UTC`;
    const perCustomer = out !== undefined && (await isFolder(out)) && read.tenantId === undefined;
    const ids = perCustomer ? read.report.tenants.map(({ tenantId }) => tenantId) : [read.tenantId];
    for (const tenantId of ids) {
      const text = reportText(options.format, {
        report: tenantId === undefined ? read.report : forOneCustomer(read.report, tenantId),
        evidence: evidenceVerdict(verification, tenantId),
        asOf,
        records: await eventsOf(evidence, options.format, read, tenantId),
      });
      if (out === undefined) process.stdout.write(text);
      else await write(out, `${options.cycle}-${tenantId ?? 'all'}.${extensions[options.format]}`, text);
    }
    printWarning(asOfText(evidence.asOf, evidence.records));
    if (evidence.altered > 0) printWarning(alteredText(evidence.altered));
  } finally {
    evidence.close();
  }
  if (verification.problemCount > 0) {
    printWarning('The records do not verify: the report says so. rotation audit verify tells what is wrong.');
    process.exitCode = 1;
  }
}

const extensions: Readonly<Record<ReportFormat, string>> = { html: 'html', csv: 'csv', json: 'json', ocsf: 'jsonl' };

/** Sign-ins are the MSP's own: one customer's events have none. */
async function eventsOf(
  evidence: Evidence,
  format: ReportFormat,
  { report: cycle, records }: Awaited<ReturnType<typeof readReport>>,
  tenantId: string | undefined,
) {
  if (format !== 'ocsf') return [];
  if (tenantId !== undefined) return records.filter((each) => each.tenantId === tenantId);
  return [...records, ...(await signInsDuring(evidence, cycle))];
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function write(out: string, name: string, text: string): Promise<void> {
  const file = (await isFolder(out)) ? join(out, name) : out;
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  printWarning(`written: ${file}`);
}
