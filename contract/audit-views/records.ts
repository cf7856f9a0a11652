import { storedAttributes } from './stored-lines.ts';
import { type Column, count, instant, text, type View, yesNo } from './view.ts';

/**
 * The records, each once. Beneath them lies `stored_records`, which each dialect makes its own way: one row for each time that a record is
 * stored, in the archive and in every export (twice by a change: as it was, and as it became), with the columns of `storedAttributes`, and
 *
 * - `time_text`: the time as the record has it
 * - `origin`: `archive`, `incremental-export` or `full-export`
 * - `fingerprint`: a hash over the values of all those columns
 * - `place`: orders what the archive, or incremental exports, tell of one row of the table
 *
 * Of a row that was changed, each tells the oldest image that it knows. The archive goes first: it is locked. Whether they differ is for
 * `rotation audit verify`, and `conflicts` shows it.
 */
const chosen = `WITH ranked AS (
  SELECT *,
         row_number() OVER (
           PARTITION BY chain, sequence
           ORDER BY CASE origin WHEN 'archive' THEN 1 WHEN 'incremental-export' THEN 2 ELSE 3 END, place, fingerprint
         ) AS choice,
         min(fingerprint) OVER (PARTITION BY chain, sequence) <> max(fingerprint) OVER (PARTITION BY chain, sequence) AS altered
  FROM stored_records
),
names AS (
  SELECT tenant_id AS named_id, max_by(tenant_name, time_text) AS known_name
  FROM ranked
  WHERE choice = 1 AND tenant_id IS NOT NULL AND tenant_name IS NOT NULL
  GROUP BY tenant_id
)`;

/** ISO 8601 in UTC, as records have it: `2026-12-07T05:00:00.123Z`. */
const instantOf = (column: string) =>
  `TRY_CAST(substr(${column}, 1, 10) || ' ' || substr(${column}, 12, 8) || coalesce(nullif(substr(${column}, 20, 4), 'Z'), '') AS timestamp)`;

const columnsOfRecords: readonly Column[] = [
  instant('time', 'when, UTC', instantOf('time_text')),
  ...storedAttributes.map(({ column, type, meaning }) => {
    if (column === 'tenant_name') return text(column, meaning, 'coalesce(known_name, tenant_id)');
    if (column === 'times') return count(column, meaning, 'coalesce(times, 1)');
    if (column === 'password_changed_at') return instant(column, meaning, instantOf(column));
    return type === 'bigint' ? count(column, meaning) : text(column, meaning);
  }),
  yesNo(
    'altered',
    'whether it is stored with different contents: somebody changed it, and this is what was stored first',
  ),
  text('origin', 'where it was read: `archive`, `incremental-export` or `full-export`'),
];

export const records: View = {
  name: 'records',
  row: 'one audit record',
  columns: columnsOfRecords,
  before: chosen,
  rest: 'FROM ranked LEFT JOIN names ON named_id = tenant_id\nWHERE choice = 1',
};

/** Empty, where nobody had rights on the table that he should not have. */
export const conflicts: View = {
  name: 'conflicts',
  row: 'a record that is stored with different contents: somebody has changed it',
  columns: [
    text('chain', 'the chain'),
    count('sequence', 'the place in it'),
    instant('time', 'when the first of them says that it happened'),
    text('action', 'what the first of them tells'),
    text('actor_name', 'of whom'),
    text('tenant_name', "the customer's name"),
    text('user_principal_name', 'the account'),
  ],
  rest: 'FROM records\nWHERE altered',
};
