import * as z from 'zod';
import { unreadable } from './refusal.ts';

type Row = Readonly<Record<string, unknown>>;

const conditionSchema = z.strictObject({
  op: z.enum(['eq', 'noteq', 'beginsWith', 'endsWith', 'contains', 'in', 'notIn', 'exist', 'notExist']),
  field: z.string(),
  udf: z.literal(false).optional(),
  value: z
    .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))])
    .optional(),
});
interface Group {
  readonly op: 'and' | 'or';
  readonly items: readonly Filter[];
}
type Filter = z.output<typeof conditionSchema> | Group;
const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([z.strictObject({ op: z.enum(['and', 'or']), items: z.array(filterSchema).min(1) }), conditionSchema]),
);
const querySchema = z.strictObject({
  filter: z.array(filterSchema).min(1),
  IncludeFields: z.array(z.string()).optional(),
  MaxRecords: z.int().min(1).max(500).default(500),
});

/** Answers a query over rows that all have the same fields; a field that they do not have is refused. */
export function answerQuery(rows: readonly Row[], fields: readonly string[], json: unknown): Response {
  const query = querySchema.safeParse(json);
  if (!query.success) return unreadable('Invalid query syntax.');
  const { filter, IncludeFields = fields, MaxRecords } = query.data;
  const unknown = [...filter.flatMap(fieldsIn), ...IncludeFields].filter((each) => !fields.includes(each));
  if (unknown.length > 0) return unreadable(`Unable to find ${unknown.join(', ')} in the entity.`);
  const found = rows.filter((row) => filter.every((each) => fits(row, each))).slice(0, MaxRecords);
  return Response.json({
    items: found.map((row) => Object.fromEntries(IncludeFields.map((name) => [name, row[name] ?? null]))),
    pageDetails: { count: found.length, requestCount: MaxRecords, prevPageUrl: null, nextPageUrl: null },
  });
}

const fieldsIn = (filter: Filter): readonly string[] =>
  'items' in filter ? filter.items.flatMap(fieldsIn) : [filter.field];

/** The database compares texts without regard to capitals. */
const plain = (value: unknown): string => String(value ?? '').toLowerCase();

function fits(row: Row, filter: Filter): boolean {
  if ('items' in filter) {
    return filter.op === 'and'
      ? filter.items.every((each) => fits(row, each))
      : filter.items.some((each) => fits(row, each));
  }
  const { op, field, value } = filter;
  const has = row[field] ?? undefined;
  const isIn = Array.isArray(value) && value.some((each) => plain(each) === plain(has));
  switch (op) {
    case 'eq':
      return plain(has) === plain(value);
    case 'noteq':
      return plain(has) !== plain(value);
    case 'beginsWith':
      return plain(has).startsWith(plain(value));
    case 'endsWith':
      return plain(has).endsWith(plain(value));
    case 'contains':
      return plain(has).includes(plain(value));
    case 'in':
      return isIn;
    case 'notIn':
      return !isIn;
    case 'exist':
      return has !== undefined;
    case 'notExist':
      return has === undefined;
  }
}
