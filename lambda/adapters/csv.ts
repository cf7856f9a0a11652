import { stringify } from 'csv-stringify/sync';

/** A column: its heading, and what it says of a row. */
export interface CsvColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => string;
}

/**
 * A table as CSV (RFC 4180) that spreadsheets open as it is meant: UTF-8 with its mark, every value in quotes, lines that end with
 * CR LF. A value that a spreadsheet would run as a formula begins with an apostrophe instead: names and reasons are what
 * strangers wrote (CWE-1236).
 */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return stringify(
    [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ of }) => harmless(of(row))))],
    {
      bom: true,
      // Without it a line feed alone is not put in quotes, because it is no end of a record here.
      quoted: true,
      quoted_empty: true,
      escape_formulas: true,
      record_delimiter: 'windows',
    },
  );
}

/** What begins a formula by OWASP's list, and is not among what the library escapes. */
const alsoFormula = /^[\n\uff1d\uff0b\uff0d\uff20]/;

const harmless = (value: string): string => (alsoFormula.test(value) ? `'${value}` : value);
