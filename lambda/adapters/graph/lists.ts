import * as z from 'zod';
import { GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import type { BatchReader } from './batch.ts';
import type { GraphAnswer } from './graph-connection.ts';
import { graphErrorOf } from './graph-error.ts';

export interface Query {
  readonly path: string;
  /** One object, which may be missing, in place of a list. */
  readonly one?: boolean;
  /** Returns a note where the other lists can be used without this one; `undefined`: they cannot, and reading fails. */
  readonly tolerates?: (refusal: Refusal) => string | undefined;
}

export interface Refusal {
  /** 200: Graph answered, and the answer cannot be read. */
  readonly status: number;
  /** Graph's error code. */
  readonly code: string;
}

/** All rows of a list, from all its pages. */
export interface Rows {
  readonly path: string;
  readonly rows: readonly unknown[];
  /** Why there are no rows, where `tolerates` accepted Graph's refusal. */
  readonly note?: string;
  /** Graph's id of the request for the first page. */
  readonly graphRequestId?: string;
}

/** More pages than any tenant has: a list without end must not run forever. */
const MOST_PAGES = 1_000;

/**
 * Reads lists to their last pages. All of them advance together, one batch per step.
 *
 * @throws {TenantNotReady} the app may not read one of them
 * @throws {GraphThrottled} · {GraphUnavailable} also for an answer that cannot be read: half a list is no list
 */
export async function readLists(
  read: BatchReader,
  tenantId: string,
  queries: readonly Query[],
): Promise<readonly Rows[]> {
  let lists: readonly OpenList[] = queries.map((query) => ({ query, rows: [], next: query.path }));
  for (let page = 1; lists.some(hasNext); page++) {
    if (page > MOST_PAGES) throw new GraphUnavailable('Graph lists pages without end');
    const open = lists.filter(hasNext);
    const answers = await read(
      tenantId,
      open.map((list) => list.next),
    );
    const advanced = new Map(open.map((list, i) => [list.query, advance(list, answers[i])]));
    lists = lists.map((list) => advanced.get(list.query) ?? list);
  }
  return lists.map(({ query, rows, note, graphRequestId }) => ({ path: query.path, rows, note, graphRequestId }));
}

interface OpenList {
  readonly query: Query;
  readonly rows: readonly unknown[];
  /** Path of the next page. */
  readonly next?: string;
  readonly note?: string;
  readonly graphRequestId?: string;
}

const hasNext = (list: OpenList): list is OpenList & { readonly next: string } => list.next !== undefined;

const pageSchema = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

function advance(list: OpenList, answer: GraphAnswer | undefined): OpenList {
  const { query, rows } = list;
  const graphRequestId = list.graphRequestId ?? answer?.headers.get('request-id') ?? undefined;
  if (answer?.status === 404 && query.one) return { query, rows: [], graphRequestId };
  if (answer?.status !== 200) return { query, rows: [], note: toleratedOr(query, answer), graphRequestId };
  if (query.one) return { query, rows: [answer.json], graphRequestId };
  const page = pageSchema.safeParse(answer.json);
  if (!page.success) {
    const note = query.tolerates?.({ status: 200, code: 'unreadable' });
    if (note === undefined) throw unreadable(query.path);
    return { query, rows: [], note, graphRequestId };
  }
  const link = page.data['@odata.nextLink'];
  const all = { query, rows: [...rows, ...page.data.value], graphRequestId };
  if (link === undefined) return all;
  const next = pathOf(link);
  // A page that leads to itself would be read forever.
  if (next === undefined || next === list.next) throw unreadable(query.path);
  return { ...all, next };
}

function toleratedOr({ path, tolerates }: Query, answer: GraphAnswer | undefined): string {
  const { code } = graphErrorOf(answer?.json);
  const note = answer && tolerates?.({ status: answer.status, code });
  if (note !== undefined) return note;
  const called = path.split('?')[0];
  if (answer?.status === 401 || answer?.status === 403) {
    throw new TenantNotReady(
      `the reader app may not read ${called} (${answer.status} ${code}): its permissions need the consent of the customer's administrator`,
    );
  }
  throw new GraphUnavailable(`Graph answered ${called} with ${answer?.status ?? 'nothing'} ${code}`);
}

/** Only the path of a link is followed, on Graph's own address: a link cannot lead the token anywhere else. */
function pathOf(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { pathname, search } = new URL(link);
  const start = pathname.indexOf('/v1.0/');
  return start === -1 ? undefined : `${pathname.slice(start + '/v1.0'.length)}${search}`;
}

/** @throws {GraphUnavailable} when some row is not what it must be */
export function parseRows<T>(row: z.ZodType<T>, { path, rows }: Rows): readonly T[] {
  const parsed = z.array(row).safeParse(rows);
  if (!parsed.success) throw unreadable(path);
  return parsed.data;
}

const unreadable = (path: string) =>
  new GraphUnavailable(`Graph answered ${path.split('?')[0]} with something that cannot be read`);
