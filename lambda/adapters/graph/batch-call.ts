import * as z from 'zod';
import { GraphThrottled, GraphUnavailable } from '../../domain/errors.ts';
import type { Now } from '../../ports/clock.ts';
import { DEFAULT_WAIT_SECONDS, mayPass, retryAfterSeconds } from '../retry-after.ts';
import { type GraphAnswer, type GraphConnection, NoAnswer } from './graph-connection.ts';
import type { Trouble } from './patience.ts';

/** One request inside a batch. */
export interface InnerRequest {
  /** Matches its answer; unique in the batch. */
  readonly id: string;
  /** Below `/v1.0`, with its query. */
  readonly path: string;
}

export type BatchReply =
  /** One answer for each request, by its id. */
  | { readonly answers: ReadonlyMap<string, GraphAnswer>; readonly forgetToken: () => void }
  /** The batch as a whole came to nothing, for the moment. `isLost`: there was no answer that can be read. */
  | (Trouble & { readonly failure: Error; readonly isLost: boolean });

export interface BatchCallOptions {
  readonly connection: GraphConnection;
  readonly clientRequestId: () => string;
  readonly now: Now;
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

/** Sends one batch. It throws what signing in throws. @param msLeft  no answer is waited for longer than this */
export async function sendBatch(
  { connection, clientRequestId, now }: BatchCallOptions,
  tenantId: string,
  requests: readonly InnerRequest[],
  msLeft: number,
): Promise<BatchReply> {
  const outer = await connection(tenantId, {
    method: 'POST',
    path: '/$batch',
    body: { requests: requests.map(({ id, path }) => ({ id, method: 'GET', url: path })) },
    clientRequestId: clientRequestId(),
    withinMs: msLeft,
  }).catch((error: unknown) => {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  });
  if (outer === undefined) return lost('Graph did not answer');
  const { forgetToken = () => undefined } = outer;
  if (mayPass(outer.status)) {
    const retryAfter = retryAfterSeconds(outer.headers, now());
    return { failure: failureOf([{ path: '/$batch', answer: outer }], now()), isLost: false, retryAfter };
  }
  // The whole batch was refused: what holds for it, holds for each request in it.
  if (outer.status !== 200) return { answers: new Map(requests.map(({ id }) => [id, outer])), forgetToken };
  const parsed = batchAnswer.safeParse(outer.json);
  if (!parsed.success) return lost('Graph answered a batch with something that cannot be read');
  const { responses } = parsed.data;
  const answers = new Map(
    responses.map(({ id, status, headers, body }) => [
      id,
      { status, headers: headersOf(headers, outer.headers), json: body },
    ]),
  );
  const missing = requests.find(({ id }) => !answers.has(id));
  if (missing !== undefined) return lost(`Graph left out the answer to ${missing.path.split('?')[0]}`);
  // Only ids match answers to requests: with an answer too many, none of them can be trusted.
  if (responses.length !== requests.length) return lost('Graph answered a batch with more than it was asked');
  return { answers, forgetToken };
}

const lost = (failure: string): BatchReply => ({
  failure: new GraphUnavailable(failure),
  isLost: true,
  retryAfter: undefined,
});

/** The error of requests that are not asked again by this function: with the longest time that Graph named. */
export function failureOf(
  refused: readonly { readonly path: string; readonly answer: GraphAnswer }[],
  now: Date,
): GraphThrottled | GraphUnavailable {
  const waits = refused.flatMap(
    ({ answer }) => retryAfterSeconds(answer.headers, now) ?? (answer.status === 429 ? DEFAULT_WAIT_SECONDS : []),
  );
  if (waits.length > 0) return new GraphThrottled(Math.max(...waits));
  const [first] = refused;
  return new GraphUnavailable(`Graph answered ${first?.path.split('?')[0]} with ${first?.answer.status}`);
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
