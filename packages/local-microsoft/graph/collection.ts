import { filterOf } from './filter.ts';
import { badRequest, type GraphReply } from './reply.ts';

type Row = object;

/** How Graph shows rows of one type. */
export interface Shape {
  /** As in `$metadata#users`. */
  readonly entitySet: string;
  /** As in `microsoft.graph.user`. */
  readonly type: string;
  readonly properties: readonly string[];
  /** What is shown when nothing is selected; everything, if left out. */
  readonly defaults?: readonly string[];
  readonly filterable?: readonly string[];
  /** Properties that are filtered by only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced?: readonly string[];
  /** Largest `$top`; no paging, if left out. */
  readonly largestTop?: number;
  /** Rows on a page at most, though `$top` may ask for more. */
  readonly largestPage?: number;
}

export interface QueryContext {
  /** Root of Graph, with its version. */
  readonly root: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** Graph may give fewer rows than `$top` asks for, of any list. */
  readonly largestPage: number;
}

/** Rows per page where `$top` is missing. */
const DEFAULT_PAGE = 100;
const understood = ['$select', '$filter', '$top', '$count', '$skiptoken'];

/** A page of a list. */
export function listReply(rows: readonly Row[], shape: Shape, context: QueryContext): GraphReply {
  const { query, root, path } = context;
  requireUnderstood(query);
  const eventual = context.headers.get('consistencylevel')?.toLowerCase() === 'eventual';
  const counted = query.get('$count') === 'true';
  if (counted && !eventual)
    throw badRequest('$count needs the header ConsistencyLevel: eventual.', 'Request_UnsupportedQuery');
  const filter = query.get('$filter');
  const filterable = [...(shape.filterable ?? []), ...(eventual && counted ? (shape.advanced ?? []) : [])];
  const matching = filter === null ? rows : rows.filter((row) => filterOf(filter, filterable, shape.type)({ ...row }));
  const start = startOf(query.get('$skiptoken'));
  const { largestPage = Number.POSITIVE_INFINITY } = shape;
  const end = Math.min(start + Math.min(topOf(query, shape), largestPage, context.largestPage), matching.length);
  const next = new URLSearchParams(query);
  next.set('$skiptoken', `RFNwdAIA${Buffer.from(String(end)).toString('base64url')}`);
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(shape, context),
      ...(counted ? { '@odata.count': matching.length } : {}),
      ...(end < matching.length ? { '@odata.nextLink': `${root}${path}?${next}` } : {}),
      value: matching.slice(start, end).map((row) => shown(row, shape, query)),
    },
  };
}

export function oneReply(row: Row, shape: Shape, context: QueryContext): GraphReply {
  requireUnderstood(context.query);
  return {
    status: 200,
    body: { '@odata.context': `${contextOf(shape, context)}/$entity`, ...shown(row, shape, context.query) },
  };
}

function requireUnderstood(query: URLSearchParams): void {
  const unknown = [...query.keys()].find((name) => !understood.includes(name));
  if (unknown !== undefined) throw badRequest(`The simulated Graph has no query option '${unknown}'.`, 'BadRequest');
}

function shown(row: Row, shape: Shape, query: URLSearchParams): Row {
  const select = query.get('$select');
  const names = select === null ? (shape.defaults ?? shape.properties) : select.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!shape.properties.includes(name)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${shape.type}'.`,
        'BadRequest',
      );
    }
  }
  const entries = new Map<string, unknown>(Object.entries(row));
  const leftOut = entries.get('leftOut');
  const told = Array.isArray(leftOut) ? names.filter((name) => !leftOut.includes(name)) : names;
  return Object.fromEntries(told.map((name) => [name, entries.get(name) ?? null]));
}

function topOf(query: URLSearchParams, { largestTop }: Shape): number {
  if (largestTop === undefined) return Number.POSITIVE_INFINITY;
  const top = Number(query.get('$top') ?? DEFAULT_PAGE);
  if (!Number.isInteger(top) || top < 1 || top > largestTop) {
    throw badRequest(
      `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and ${largestTop} inclusive.`,
      'Request_UnsupportedQuery',
    );
  }
  return top;
}

function startOf(token: string | null): number {
  if (token === null) return 0;
  const start = Number(Buffer.from(token.slice('RFNwdAIA'.length), 'base64url').toString());
  if (!token.startsWith('RFNwdAIA') || !Number.isInteger(start))
    throw badRequest('The skip token is not valid.', 'Directory_ExpiredPageToken');
  return start;
}

function contextOf({ entitySet }: Shape, { root, query }: QueryContext): string {
  const select = query.get('$select');
  return `${root}/$metadata#${entitySet}${select === null ? '' : `(${select})`}`;
}
