import { storedAttributes } from '../../../contract/audit-views.ts';
import { type AuditRecord, auditRecordSchema } from '../../../lambda/domain/audit/audit-record.ts';
import type { Value, Values } from '../query/answer.ts';
import type { Evidence } from '../query/open-evidence.ts';

export interface RecordsRead {
  readonly records: readonly AuditRecord[];
  /** Records that this version does not know, such as those of a later one. */
  readonly unknown: number;
}

const columns = ['time', ...storedAttributes.map(({ column }) => column)];

/**
 * Audit records from a folder, as the product made them, but that a customer has the name that it had last.
 *
 * @param where  a condition over the view `records`
 */
export async function recordsIn(
  evidence: Pick<Evidence, 'query'>,
  where: string,
  values: Values,
): Promise<RecordsRead> {
  const { rows } = await evidence.query(
    `SELECT ${columns.join(', ')} FROM records WHERE ${where} ORDER BY chain, sequence`,
    values,
  );
  const records: AuditRecord[] = [];
  let unknown = 0;
  for (const [time, ...row] of rows) {
    const read = auditRecordSchema.safeParse(recordOf(time ?? null, row));
    if (read.success) records.push(read.data);
    else unknown += 1;
  }
  return { records, unknown };
}

const instants: readonly string[] = ['password_changed_at'];

function recordOf(time: Value, row: readonly Value[]): unknown {
  const record: Record<string, unknown> = { schema: 1, time: isoOf(time) };
  const maps = new Map<string, Record<string, Value>>();
  for (const [i, { column, path }] of storedAttributes.entries()) {
    const value = row[i] ?? null;
    if (value === null || (column === 'times' && value === 1)) continue;
    const [name, member] = path;
    if (member === undefined) {
      record[name] = instants.includes(column) ? isoOf(value) : value;
    } else {
      const map = maps.get(name) ?? {};
      maps.set(name, map);
      map[member] = value;
    }
  }
  return { ...record, ...Object.fromEntries(maps) };
}

/** `2026-12-07 05:00:00.123` as ISO 8601; what is no time stays as it is, and is refused with its record. */
function isoOf(value: Value): Value {
  const instant = new Date(`${String(value).replace(' ', 'T')}Z`);
  return Number.isNaN(instant.getTime()) ? value : instant.toISOString();
}
