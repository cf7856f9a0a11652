import { Command, Option } from 'commander';
import { auditViews } from '../../../contract/audit-views.ts';
import { printWarning } from '../../operator/output.ts';
import { type AnswerFormat, answerFormats, answerText, asOfText } from './answer-text.ts';
import { openEvidence } from './open-evidence.ts';

interface QueryOptions {
  readonly folder: string;
  readonly format: AnswerFormat;
  readonly parquet?: string;
}

const views = auditViews.map(({ name, row }) => `  ${name.padEnd(11)} ${row}`).join('\n');

/** `rotation audit query`: SQL over an auditor's folder, without access to the product. */
export const queryCommand = (): Command =>
  new Command('query')
    .description("answers a question in SQL (DuckDB's) over audit records in a folder: a copy of the audit bucket")
    .argument('<select>', 'one SELECT, such as "select * from rotations where outcome = \'failed\'"')
    .addOption(folderOption())
    .addOption(new Option('--format <format>', 'how the answer is printed').choices(answerFormats).default('table'))
    .addOption(parquetOption())
    .addHelpText(
      'after',
      `\nTables, one row each for:\n${views}\n\nTheir columns: rotation audit query "describe rotations"`,
    )
    .action(async (select: string, { folder, format, parquet }: QueryOptions) => {
      const evidence = await openEvidence(folder, parquet);
      try {
        process.stdout.write(answerText(await evidence.query(select), format));
        printWarning(asOfText(evidence.asOf, evidence.records));
        if (evidence.altered > 0) printWarning(alteredText(evidence.altered));
      } finally {
        evidence.close();
      }
    });

export const folderOption = (): Option =>
  new Option('--folder <folder>', 'a copy of the audit bucket, or what `npm start` leaves').default('.local/export');

export const parquetOption = (): Option =>
  new Option(
    '--parquet <file>',
    'keeps what was read in this file: while the folder stays as it is, the next question is answered at once',
  );

export const alteredText = (altered: number): string =>
  `${altered} records are stored with different contents: see the view conflicts, and run rotation audit verify.`;
