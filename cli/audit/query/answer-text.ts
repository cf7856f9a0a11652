import { csvOf } from '../../../lambda/adapters/csv.ts';
import { oneLine, printableJson, printableLines } from '../../../lambda/domain/text/printable.ts';
import { columns } from '../../operator/terminal-text.ts';
import type { Answer, Value } from './answer.ts';

export const answerFormats = ['table', 'csv', 'json'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** An answer as a terminal, a spreadsheet or a program reads it. Names come from directories: no character of it commands a terminal. */
export function answerText(answer: Answer, format: AnswerFormat): string {
  if (format === 'json')
    return printableJson(
      `${JSON.stringify(
        answer.rows.map((row) => named(answer, row)),
        null,
        2,
      )}\n`,
    );
  if (format === 'csv') {
    return csvOf(
      answer.columns.map((name, i) => ({ name, of: (row: readonly Value[]) => printableLines(textOf(row[i])) })),
      answer.rows,
    );
  }
  const lines = columns([answer.columns, ...answer.rows.map((row) => row.map((value) => oneLine(textOf(value))))], '');
  return `${lines.join('\n')}\n`;
}

const named = ({ columns: names }: Answer, row: readonly Value[]) =>
  Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));

const textOf = (value: Value | undefined) => (value === null || value === undefined ? '' : String(value));

/** What an answer is true of. */
export const asOfText = (asOf: string | undefined, records: number): string =>
  asOf === undefined ? 'There is no record.' : `As of ${asOf} UTC, the time of the newest of ${records} records.`;
