/** Types that both dialects have: DuckDB, which reads a folder, and Athena, which reads the bucket. Timestamps are UTC, without a zone. */
export type ColumnType = 'varchar' | 'bigint' | 'boolean' | 'timestamp';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** What it says, for the catalogue and the documentation. */
  readonly meaning: string;
  /** The expression that it is made of, in SQL that both dialects read alike. */
  readonly sql: string;
}

/** A question's table: one `SELECT` in SQL that both dialects read alike, over `records` and the views before it. */
export interface View {
  readonly name: string;
  /** What one row is. */
  readonly row: string;
  readonly columns: readonly Column[];
  /** Whatever follows the columns: `FROM …`. */
  readonly rest: string;
  /** Whatever comes before `SELECT`: `WITH …`. */
  readonly before?: string;
}

export const selectOf = ({ before, columns, rest }: Pick<View, 'before' | 'columns' | 'rest'>): string =>
  [
    ...(before === undefined ? [] : [before]),
    `SELECT ${columns.map(({ name, sql }) => (sql === name ? name : `${sql} AS ${name}`)).join(',\n       ')}`,
    rest,
  ].join('\n');

const columnOf =
  (type: ColumnType) =>
  (name: string, meaning: string, sql: string = name): Column => ({ name, type, meaning, sql });
export const text = columnOf('varchar');
export const count = columnOf('bigint');
export const instant = columnOf('timestamp');
export const yesNo = columnOf('boolean');

const quoted = (values: readonly string[]) => values.map((each) => `'${each}'`).join(', ');

/** `action IN ('…', …)`. */
export const isAction = (...actions: readonly string[]): string => `action IN (${quoted(actions)})`;

/**
 * What the last record of a group that fulfils a condition says, by its place in the chain. Nothing is as good as anything else there: a
 * decision without a reason after one that had a reason has none. DuckDB would skip it, and Athena would not.
 */
export const lastOf = (column: string, condition: string): string =>
  `nullif(max_by(coalesce(${column}, ''), sequence) FILTER (WHERE ${condition}), '')`;

export const firstOf = (column: string, condition: string): string =>
  `nullif(min_by(coalesce(${column}, ''), sequence) FILTER (WHERE ${condition}), '')`;

export const lastTime = (condition: string): string => `max_by(time, sequence) FILTER (WHERE ${condition})`;
export const firstTime = (condition: string): string => `min_by(time, sequence) FILTER (WHERE ${condition})`;
export const countOf = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
