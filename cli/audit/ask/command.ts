import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { printableJson } from '../../../lambda/domain/text/printable.ts';
import { wholeNumber } from '../../operator/option-values.ts';
import { print, printWarning } from '../../operator/output.ts';
import { type AnswerFormat, answerFormats, answerText, asOfText } from '../query/answer-text.ts';
import { alteredText, folderOption, parquetOption } from '../query/command.ts';
import { openEvidence } from '../query/open-evidence.ts';
import { answerQuestion } from './answer-question.ts';
import { questionNamed, questions } from './questions.ts';

interface AskOptions {
  readonly folder: string;
  readonly format: AnswerFormat;
  readonly parquet?: string;
  readonly tenant?: string;
  readonly cycle?: string;
  readonly sample?: number;
  readonly seed?: string;
}

/** `rotation audit ask`: the questions that auditors ask, answered from files alone. */
export const askCommand = (): Command =>
  new Command('ask')
    .description('answers a question of an auditor from audit records in a folder; without a question it lists them')
    .argument('[question]', 'such as unapproved-resets')
    .option('--tenant <id or name>', 'about one customer alone')
    .option('--cycle <id>', 'about one cycle alone')
    .option('--sample <lines>', 'population: draws so many lines at random', wholeNumber())
    .option('--seed <text>', 'draws the same sample again; left out: a new one is made, and printed')
    .addOption(folderOption())
    .addOption(new Option('--format <format>', 'how the answer is printed').choices(answerFormats).default('table'))
    .addOption(parquetOption())
    .action(ask);

async function ask(named: string | undefined, options: AskOptions): Promise<void> {
  if (named === undefined) {
    const all = questions();
    const width = Math.max(...all.map(({ name }) => name.length));
    print(`${all.map(({ name, asks }) => `${name.padEnd(width)}  ${asks}`).join('\n')}\n`);
    return;
  }
  const question = questionNamed(named);
  if ((options.sample ?? options.seed) !== undefined && !question.sql.includes('$seed')) {
    throw new Error('a sample is drawn from the population: rotation audit ask population --sample 25');
  }
  const sample =
    options.sample === undefined
      ? undefined
      : { size: options.sample, seed: options.seed ?? randomBytes(8).toString('hex') };
  const evidence = await openEvidence(options.folder, options.parquet);
  try {
    const { statement, answer } = await answerQuestion(evidence, question, { ...options, sample });
    const asOf = asOfText(evidence.asOf, evidence.records);
    if (options.format === 'table') {
      print(`${question.asks}\n${statement}\n${asOf}\n`);
      if (answer.rows.length > 0) print(`\n${answerText(shownIn(answer), 'table')}`);
    } else if (options.format === 'json') {
      const rows: unknown = JSON.parse(answerText(answer, 'json'));
      const { asOf: time, records } = evidence;
      print(printableJson(`${JSON.stringify({ question: named, statement, asOf: time, records, rows }, null, 2)}\n`));
    } else {
      process.stdout.write(answerText(answer, 'csv'));
      printWarning(`${statement} ${asOf}`);
    }
    if (evidence.altered > 0) printWarning(alteredText(evidence.altered));
    printWarning('Whether the records are what was recorded: rotation audit verify.');
  } finally {
    evidence.close();
  }
}

/** Ids that a person does not read stay out of tables. */
const unread = ['tenant_id', 'object_id', 'chain', 'sequence', 'rotation'];

function shownIn({ columns, rows }: Parameters<typeof answerText>[0]): Parameters<typeof answerText>[0] {
  const kept = columns.map((name) => !unread.includes(name));
  return { columns: columns.filter((_, i) => kept[i]), rows: rows.map((row) => row.filter((_, i) => kept[i])) };
}
