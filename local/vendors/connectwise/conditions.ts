type Row = Readonly<Record<string, unknown>>;

const clause = /^\s*([\w/]+)\s*=\s*(?:"([^"]*)"|(true|false|\d+))\s*$/i;

/**
 * ConnectWise's `conditions`: `field="text"`, `field=1`, `field=true`, joined by `and`; parts of a path by `/`.
 *
 * @returns `undefined` for anything else
 */
export function conditionsOf(text: string): ((row: Row) => boolean) | undefined {
  const clauses = text.split(/ and (?=(?:[^"]*"[^"]*")*[^"]*$)/i).map((part) => clause.exec(part));
  const tests = clauses.flatMap((match) => {
    const [, path = '', quoted, bare] = match ?? [];
    const wanted = (quoted ?? bare)?.toLowerCase();
    return wanted === undefined ? [] : [(row: Row) => String(valueAt(row, path)).toLowerCase() === wanted];
  });
  return tests.length < clauses.length ? undefined : (row) => tests.every((test) => test(row));
}

/** ConnectWise's `fields`: only these members, `id` among them if asked for. */
export function fieldsOf(row: Row, fields: string | undefined): Row {
  if (fields === undefined || fields === '') return row;
  const names = fields.split(',').map((name) => name.trim());
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

/** ConnectWise's `orderBy`, by one number: `id`, `id desc`. As given if left out. */
export function inOrder(rows: readonly Row[], orderBy: string | undefined): readonly Row[] {
  if (orderBy === undefined) return rows;
  const [name = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return rows.toSorted((a, b) => sign * (Number(valueAt(a, name)) - Number(valueAt(b, name))));
}

function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split('/')) {
    const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    value = members.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }
  return value;
}
