import * as z from 'zod';
import { GraphThrottled, GraphUnavailable } from '../../domain/errors.ts';
import type { Now } from '../../ports.ts';
import { retryAfterSeconds } from '../retry-after.ts';
import { type GraphAnswer, type GraphConnection, NoAnswer } from './graph-connection.ts';

/** Waits inside a function up to this long. Longer waits are the workflow's, which pays nothing for them. */
const LONGEST_WAIT_SECONDS = 5;
/** Tries per request inside one call of a function: the first one and two more. */
const TRIES = 3;
/** Graph takes at most 20 requests in one batch. */
const BATCH = 20;
/** What to tell the workflow where Graph names no time. */
const DEFAULT_WAIT_SECONDS = 30;

export interface BatchOptions {
  readonly connection: GraphConnection;
  readonly clientRequestId: () => string;
  readonly sleep: (seconds: number) => Promise<void>;
  readonly now: Now;
}

/** Reads paths (below `/v1.0`, with their queries) in as few requests as possible; the answers come in the order of the paths. */
export type BatchReader = (tenantId: string, paths: readonly string[]) => Promise<readonly GraphAnswer[]>;

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.coerce.string()).catch({}).default({}),
      body: z.unknown().optional(),
    }),
  ),
});

/**
 * JSON batching: the batch as a whole answers 200 while each request inside has a status of its own, in any order.
 * Those that are asked to wait, are asked again; all others are answers, refusals too.
 *
 * @throws {GraphThrottled} the wait is longer than a function should sleep, or the tries are used up
 * @throws {GraphUnavailable} no answer, one that cannot be read, or none for some request
 */
export function batchReader(options: BatchOptions): BatchReader {
  return async (tenantId, paths) => {
    const answers = new Map<string, GraphAnswer>();
    for (let attempt = 1; answers.size < paths.length; attempt++) {
      const open = paths.map((path, i) => ({ id: String(i), path })).filter(({ id }) => !answers.has(id));
      const waits: number[] = [];
      for (let start = 0; start < open.length; start += BATCH) {
        for (const [id, answer] of await sendBatch(options, tenantId, open.slice(start, start + BATCH))) {
          if (!isBusy(answer.status)) answers.set(id, answer);
          else waits.push(retryAfterSeconds(answer.headers.get('retry-after'), options.now()) ?? 2 ** (attempt - 1));
        }
      }
      if (waits.length > 0) await waitShortly(options, Math.max(...waits), attempt);
    }
    return paths.map((path, i) => answers.get(String(i)) ?? noAnswerTo(path));
  };
}

/** 429 and the 5xx that pass: the request did nothing, being a read. */
const isBusy = (status: number) => [429, 502, 503, 504].includes(status);

async function waitShortly({ sleep }: BatchOptions, seconds: number, attempt: number): Promise<void> {
  if (seconds > LONGEST_WAIT_SECONDS) throw new GraphThrottled(seconds);
  if (attempt === TRIES) throw new GraphThrottled(DEFAULT_WAIT_SECONDS);
  await sleep(seconds);
}

async function sendBatch(
  { connection, clientRequestId }: BatchOptions,
  tenantId: string,
  requests: readonly { readonly id: string; readonly path: string }[],
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
  const answers = new Map(
    parsed.data.responses.map(({ id, status, headers, body }) => [
      id,
      { status, headers: withRequestId(headers, outer.headers), json: body },
    ]),
  );
  for (const { id, path } of requests) if (!answers.has(id)) noAnswerTo(path);
  return answers;
}

/** What Microsoft can look up is the batch, where a request inside it has no id of its own. */
function withRequestId(own: Readonly<Record<string, string>>, outer: Headers): Headers {
  const headers = new Headers(own);
  const requestId = outer.get('request-id');
  if (requestId !== null && !headers.has('request-id')) headers.set('request-id', requestId);
  return headers;
}

function noAnswerTo(path: string): never {
  throw new GraphUnavailable(`Graph left out the answer to ${path.split('?')[0]}`);
}
