import { GraphRefusal } from './reply.ts';

type Row = Readonly<Record<string, unknown>>;

/** Values of one `in`. */
const MOST_VALUES = 15;

const clause =
  /^(?:(?<path>[\w/]+) (?<operator>eq|ne|ge|le) (?<value>'(?:[^']|'')*'|true|false|null|\d{4}-\d\d-\d\dT[\d:.]+Z)|(?<among>[\w/]+) in \((?<list>'(?:[^']|'')*'(?:, ?'(?:[^']|'')*')*)\)|startswith\((?<prefixed>[\w/]+),\s*(?<prefix>'(?:[^']|'')*')\))$/i;

/**
 * A filter of clauses joined by `and`: `a eq 'text'`, `a ne null`, `a ge 2026-12-07T05:00:00Z`, `a in ('text','text')`, `startswith(a,'text')`. Others are refused,
 * as Graph refuses most of what OData has.
 *
 * @param filterable  properties that Graph filters by, with `/` between the parts of a path
 */
export function filterOf(text: string, filterable: readonly string[], type: string): (row: Row) => boolean {
  const tests = text.split(/ and (?=(?:[^']*'[^']*')*[^']*$)/i).map((part) => testOf(part.trim(), filterable, type));
  return (row) => tests.every((test) => test(row));
}

function testOf(part: string, filterable: readonly string[], type: string): (row: Row) => boolean {
  const groups = clause.exec(part)?.groups;
  const path = groups?.path ?? groups?.among ?? groups?.prefixed ?? part;
  if (groups === undefined || !filterable.includes(path)) {
    throw new GraphRefusal(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause specified for property '${path}' of resource '${type}'.`,
    );
  }
  if (groups.list !== undefined) {
    const values = [...groups.list.matchAll(/'(?:[^']|'')*'/g)].map(([text]) => literalOf(text));
    if (values.length > MOST_VALUES) {
      throw new GraphRefusal(
        400,
        'Request_UnsupportedQuery',
        `Too many child clauses specified in search filter expression containing 'OR' operators: ${values.length}. Max allowed: ${MOST_VALUES}.`,
      );
    }
    return (row) => values.some((value) => isSame(valueAt(row, path), value));
  }
  if (groups.prefix !== undefined) {
    const prefix = literalOf(groups.prefix);
    return (row) =>
      String(valueAt(row, path) ?? '')
        .toLowerCase()
        .startsWith(String(prefix).toLowerCase());
  }
  if (groups.value !== undefined && /^\d/.test(groups.value)) {
    const instant = Date.parse(groups.value);
    const operator = groups.operator?.toLowerCase();
    return (row) => {
      const later = Date.parse(String(valueAt(row, path))) - instant;
      return operator === 'ge' ? later >= 0 : operator === 'le' ? later <= 0 : (operator === 'eq') === (later === 0);
    };
  }
  const wanted = literalOf(groups.value ?? 'null');
  const negated = groups.operator?.toLowerCase() === 'ne';
  return (row) => isSame(valueAt(row, path), wanted) !== negated;
}

function literalOf(text: string): string | boolean | null {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text === 'null' ? null : text === 'true';
}

/** Graph compares text without regard to case. */
const isSame = (value: unknown, wanted: string | boolean | null): boolean =>
  typeof value === 'string' && typeof wanted === 'string'
    ? value.toLowerCase() === wanted.toLowerCase()
    : (value ?? null) === wanted;

function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split('/')) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === name)?.[1]
        : undefined;
  }
  return value;
}
