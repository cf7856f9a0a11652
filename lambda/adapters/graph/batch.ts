import * as z from 'zod';
import { GraphThrottled, GraphUnavailable } from '../../domain/errors.ts';
import type { Now } from '../../ports/clock.ts';
import { DEFAULT_WAIT_SECONDS, retryAfterSeconds } from '../retry-after.ts';
import { type GraphAnswer, type GraphConnection, NoAnswer } from './graph-connection.ts';

/** A function waits up to this long at a time. The workflow does longer waits, which cost nothing there. */
const LONGEST_WAIT_SECONDS = 5;
/** And up to this long in all, however many requests there are: functions have a time limit. */
const LONGEST_WAITS_SECONDS = 30;
/** Tries per request inside one call of a function: the first one and two more. */
const TRIES = 3;
/** Graph takes at most 20 requests in one batch. */
const BATCH = 20;

export interface BatchOptions {
  readonly connection: GraphConnection;
  readonly clientRequestId: () => string;
  readonly sleep: (seconds: number) => Promise<void>;
  readonly now: Now;
}

/** Reads paths (below `/v1.0`, with their queries) in as few requests as possible; the answers come in the order of the paths. */
export type BatchReader = (tenantId: string, paths: readonly string[]) => Promise<readonly GraphAnswer[]>;

interface Request {
  readonly id: string;
  readonly path: string;
}

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int().min(100).max(599),
      headers: z.record(z.string(), z.coerce.string()).catch({}).default({}),
      body: z.unknown().optional(),
    }),
  ),
});

/**
 * JSON batching: the batch as a whole answers 200 while each request inside has a status of its own, in any order.
 * Requests that Graph asks to wait are sent again before all others; every other answer is final, including refusals.
 *
 * @throws {GraphThrottled} the wait is longer than a function should sleep, or the tries are used up
 * @throws {GraphUnavailable} no answer, one that cannot be read, or none for some request
 */
export function batchReader(options: BatchOptions): BatchReader {
  return async (tenantId, paths) => {
    const requests = paths.map((path, i) => ({ id: String(i), path }));
    const answers = new Map<string, GraphAnswer>();
    const tries = new Map<string, number>();
    let waited = 0;
    for (
      let open: readonly Request[] = requests;
      open.length > 0;
      open = requests.filter(({ id }) => !answers.has(id))
    ) {
      const waits: number[] = [];
      for (const [id, answer] of await sendBatch(options, tenantId, open.slice(0, BATCH))) {
        if (!isBusy(answer.status)) answers.set(id, answer);
        else {
          const nth = (tries.get(id) ?? 0) + 1;
          tries.set(id, nth);
          waits.push(retryAfterSeconds(answer.headers, options.now()) ?? 2 ** (nth - 1));
        }
      }
      const wait = Math.max(0, ...waits);
      if (wait > LONGEST_WAIT_SECONDS) throw new GraphThrottled(wait);
      waited += wait;
      if (waited > LONGEST_WAITS_SECONDS || [...tries.values()].includes(TRIES)) {
        throw new GraphThrottled(DEFAULT_WAIT_SECONDS);
      }
      if (waits.length > 0) await options.sleep(wait);
    }
    return requests.flatMap(({ id }) => answers.get(id) ?? []);
  };
}

/** 429 and the transient 5xx: the request did nothing, being a read. */
const isBusy = (status: number) => [429, 502, 503, 504].includes(status);

async function sendBatch(
  { connection, clientRequestId }: BatchOptions,
  tenantId: string,
  requests: readonly Request[],
): Promise<ReadonlyMap<string, GraphAnswer>> {
  const outer = await connection(tenantId, {
    method: 'POST',
    path: '/$batch',
    body: { requests: requests.map(({ id, path }) => ({ id, method: 'GET', url: path })) },
    clientRequestId: clientRequestId(),
  }).catch((error: unknown) => {
    throw error instanceof NoAnswer ? new GraphUnavailable('Graph did not answer') : error;
  });
  // The whole batch was refused: what holds for it, holds for each request in it.
  if (outer.status !== 200) return new Map(requests.map(({ id }) => [id, outer]));
  const parsed = batchAnswer.safeParse(outer.json);
  if (!parsed.success) throw new GraphUnavailable('Graph answered a batch with something that cannot be read');
  const { responses } = parsed.data;
  const asked = new Set(requests.map(({ id }) => id));
  const answers = new Map(
    responses.map(({ id, status, headers, body }) => [
      id,
      { status, headers: headersOf(headers, outer.headers), json: body },
    ]),
  );
  const missing = requests.find(({ id }) => !answers.has(id));
  if (missing !== undefined) throw new GraphUnavailable(`Graph left out the answer to ${missing.path.split('?')[0]}`);
  // Only ids match answers to requests: with an answer too many, none of them can be trusted.
  if (responses.length !== asked.size) throw new GraphUnavailable('Graph answered a batch with more than it was asked');
  return answers;
}

/**
 * The two headers that are used; others may have values that are not valid in headers. Where a request inside the batch has no id of
 * its own, it gets that of the batch, which Microsoft can look up.
 */
function headersOf(given: Readonly<Record<string, string>>, outer: Headers): Headers {
  const headers = new Headers();
  for (const name of ['retry-after', 'request-id']) {
    const value = Object.entries(given).find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
    if (/^[\x20-\x7e]+$/.test(value)) headers.set(name, value);
  }
  const requestId = outer.get('request-id');
  if (requestId !== null && !headers.has('request-id')) headers.set('request-id', requestId);
  return headers;
}
