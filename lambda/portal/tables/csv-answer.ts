import { type CsvColumn, csvOf } from '../../adapters/csv.ts';
import type { PortalContext } from '../environment.ts';

export type { CsvColumn } from '../../adapters/csv.ts';

/** Whether the address asks for the table of a page as a file. */
export const asksForCsv = (c: PortalContext): boolean => c.req.query('format') === 'csv';

/** @param name  of the file, without its ending: every character that is no letter, digit, dot or hyphen is left out of it */
export function csvAnswer<Row>(
  c: PortalContext,
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
): Response {
  const safe = name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 120);
  return c.body(csvOf(columns, rows), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${safe}.csv"`,
  });
}
