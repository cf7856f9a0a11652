import {
  contentSql,
  otherAttributes,
  type StoredAttribute,
  storedAttributes,
  storedType,
} from '../../../contract/audit-views.ts';
import type { EvidenceFiles } from './evidence-files.ts';

/**
 * The table beneath the views, in DuckDB's dialect. Its reader of JSON refuses what two readers could understand in two ways: a name that
 * stands twice in an object, two objects in a line.
 */

/** What DuckDB reads a line into: names and types, from the outside in. */
type Shape = { readonly [name: string]: 'varchar' | Shape };

const typeOf = (shape: 'varchar' | Shape): string =>
  shape === 'varchar'
    ? 'VARCHAR'
    : `STRUCT(${Object.entries(shape)
        .map(([name, inner]) => `"${name}" ${typeOf(inner)}`)
        .join(', ')})`;

const typedText = (attribute: StoredAttribute): Shape => ({ [storedType(attribute)]: 'varchar' });

/** The attributes of one name: a value, or a map of values. */
function shapeOf(attributes: readonly StoredAttribute[]): Shape {
  const members = attributes.flatMap((each) =>
    each.path[1] === undefined ? [] : [[each.path[1], typedText(each)] as const],
  );
  const [first] = attributes;
  return members.length > 0 || first === undefined ? { M: Object.fromEntries(members) } : typedText(first);
}

const image: Shape = {
  ...otherAttributes,
  ...Object.fromEntries(
    storedAttributes.map(({ path: [name] }) => [
      name,
      shapeOf(storedAttributes.filter(({ path }) => path[0] === name)),
    ]),
  ),
};

const metadata: Shape = {
  EventName: { S: 'varchar' },
  SequenceNumber: { S: 'varchar' },
  ApproximateCreationDateTime: { N: 'varchar' },
  WriteTimestampMicros: { N: 'varchar' },
};

const columns = Object.entries({ Item: image, NewImage: image, OldImage: image, Metadata: metadata })
  .map(([name, shape]) => `"${name}": '${typeOf(shape)}'`)
  .join(', ');

export const textIn = (sql: string) => `'${sql.replaceAll("'", "''")}'`;

/** DuckDB takes a name of a file for a pattern: brackets, stars and question marks stand for themselves only inside of brackets. */
const exactly = (file: string) => textIn(file.replaceAll(/[[*?]/g, '[$&]'));

const linesOf = (files: readonly string[], archive: boolean) =>
  `SELECT ${archive ? "'archive'" : 'NULL'} AS kind, *
   FROM read_json([${files.map(exactly).join(', ')}], format = 'newline_delimited', compression = 'gzip', hive_partitioning = false, filename = true, columns = {${columns}})`;

const places = "lpad(coalesce(Metadata.SequenceNumber.S, Metadata.WriteTimestampMicros.N, ''), 64, '0')";

/** A line without any image is kept as a row without anything, so that it is noticed. */
const imagesOf = (name: 'Item' | 'NewImage' | 'OldImage') =>
  `SELECT ${[
    ...storedAttributes.map((attribute) => {
      const value = [name, attribute.path.join('.M.'), storedType(attribute)].join('.');
      return attribute.type === 'bigint'
        ? `CAST(${value} AS BIGINT) AS ${attribute.column}`
        : `${value} AS ${attribute.column}`;
    }),
    `${name}.time.S AS time_text`,
    `${name === 'Item' ? "'full-export'" : "coalesce(kind, 'incremental-export')"} AS origin`,
    `${places} || '${name === 'OldImage' ? '0' : '1'}' AS place`,
    'filename AS file',
  ].join(', ')}
   FROM lines WHERE ${name} IS NOT NULL${name === 'Item' ? ' OR (NewImage IS NULL AND OldImage IS NULL)' : ''}`;

/** So many are read by one statement: a reader of many files keeps buffers for each. */
const FILES_AT_ONCE = 500;

/** Statements that read the files into a table of that name: what lies in them, and in which. */
export function storedRecordsSql({ archive, exports }: EvidenceFiles): readonly string[] {
  const parts = [
    ...inParts(archive).map((files) => linesOf(files, true)),
    ...inParts(exports).map((files) => linesOf(files, false)),
  ];
  return parts.map(
    (lines, n) => `${n === 0 ? 'CREATE TABLE stored_records AS' : 'INSERT INTO stored_records'} ${imagesIn(lines)}`,
  );
}

const inParts = (files: readonly string[]) =>
  Array.from({ length: Math.ceil(files.length / FILES_AT_ONCE) }, (_, n) =>
    files.slice(n * FILES_AT_ONCE, (n + 1) * FILES_AT_ONCE),
  );

const imagesIn = (lines: string) =>
  `WITH lines AS (${lines})
   SELECT *, md5(${contentSql}) AS fingerprint FROM (
     ${(['Item', 'NewImage', 'OldImage'] as const).map(imagesOf).join('\nUNION ALL\n')}
   )`;

/** Files with rows that are no audit records, as far as their key and time say. */
export const unreadableSql = `SELECT file, count(*) AS lines FROM stored_records
   WHERE chain IS NULL OR sequence IS NULL OR action IS NULL OR time_text IS NULL OR hash IS NULL
   GROUP BY file ORDER BY file LIMIT 5`;
