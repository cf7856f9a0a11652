import { contentSql, type StoredAttribute, storedAttributes, storedType } from './stored-lines.ts';
import { text, type View } from './view.ts';

/**
 * The table beneath the views, in Athena's dialect (Trino). Its raw tables have one column, the line as it is stored: no reader of JSON with a
 * schema of its own, which would read names without regard to case and take the last of two of a name.
 */

/** Raw tables: the lines of the archive, and those of exports. */
export const lineTables = { archive: 'archive_lines', exports: 'export_lines' } as const;

/** Exports have manifests and checksums beside their data. */
const lines = `WITH lines AS (
  SELECT line, 'archive' AS kind FROM ${lineTables.archive} WHERE regexp_like("$path", '[.]jsonl[.]gz$')
  UNION ALL
  SELECT line, 'incremental-export' AS kind FROM ${lineTables.exports} WHERE regexp_like("$path", '/data/[^/]+[.]json[.]gz$')
)`;

const place =
  "lpad(coalesce(json_extract_scalar(line, '$.Metadata.SequenceNumber.S'), json_extract_scalar(line, '$.Metadata.WriteTimestampMicros.N'), ''), 64, '0')";

const imagesOf = (name: 'Item' | 'NewImage' | 'OldImage') =>
  `SELECT json_extract(line, '$.${name}') AS image, ${name === 'Item' ? "'full-export'" : 'kind'} AS origin, ` +
  `${place} || '${name === 'OldImage' ? '0' : '1'}' AS place FROM lines`;

const scalarOf = (attribute: StoredAttribute) =>
  `json_extract_scalar(image, '$.${[attribute.path.join('.M.'), storedType(attribute)].join('.')}')`;

const columns = storedAttributes.map((attribute) =>
  attribute.type === 'bigint'
    ? `CAST(${scalarOf(attribute)} AS bigint) AS ${attribute.column}`
    : `${scalarOf(attribute)} AS ${attribute.column}`,
);

/** As `records` describes it. */
export const athenaStoredRecords: View = {
  name: 'stored_records',
  row: 'one image of a record, in the archive or in an export',
  before: `${lines},
images AS (
  ${(['Item', 'NewImage', 'OldImage'] as const).map(imagesOf).join('\n  UNION ALL\n  ')}
),
stored AS (
  SELECT ${[...columns, "json_extract_scalar(image, '$.time.S') AS time_text", 'origin', 'place'].join(',\n         ')}
  FROM images
  WHERE image IS NOT NULL
)`,
  columns: [
    ...storedAttributes.map(({ column, type, meaning }) => ({ name: column, type, meaning, sql: column })),
    text('time_text', 'the time, as the record has it'),
    text('origin', '`archive`, `incremental-export` or `full-export`'),
    text('place', 'orders what is told of one row'),
    text('fingerprint', 'hash over all values', `to_hex(md5(to_utf8(${contentSql})))`),
  ],
  rest: 'FROM stored',
};
