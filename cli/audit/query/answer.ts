import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, DuckDBValue>>;

export interface Answer {
  readonly columns: readonly string[];
  /** In the order of the columns. Times are texts, `2026-12-07 05:00:00.123`, UTC; lists and the like are JSON. */
  readonly rows: readonly (readonly Value[])[];
}

/**
 * Whole numbers are numbers where JavaScript can hold them, and texts else.
 *
 * @throws for all but one `SELECT`
 */
export async function answerTo(connection: DuckDBConnection, sql: string, values: Values = {}): Promise<Answer> {
  const { DuckDBTypeId, StatementType } = await import('@duckdb/node-api');
  if (sql.trim() === '') throw new Error('give one SELECT: this is nothing');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`give one SELECT: these are ${statements.count} statements`);
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) {
    throw new Error('give one SELECT: records are read, and nothing else');
  }
  statement.bind({ ...values });
  const read = await statement.runAndReadAll();
  const types = read.columnTypes().map(({ typeId }) => typeId);
  const whole = new Set([DuckDBTypeId.BIGINT, DuckDBTypeId.UBIGINT, DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT]);
  return {
    columns: read.columnNames(),
    rows: read.getRowsJson().map((row) => row.map((value, i) => plain(value, whole.has(types[i] ?? DuckDBTypeId.ANY)))),
  };
}

function plain(value: unknown, whole: boolean): Value {
  if (whole && typeof value === 'string' && Number.isSafeInteger(Number(value))) return Number(value);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value);
}
