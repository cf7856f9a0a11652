import { GraphUnavailable } from '../../domain/errors.ts';
import { mayPass, retryAfterSeconds } from '../retry-after.ts';
import { type BatchCallOptions, failureOf, type InnerRequest, sendBatch } from './batch-call.ts';
import type { GraphAnswer } from './graph-connection.ts';
import { type Backoff, beginWaits, newBackoff, type Patience } from './patience.ts';

/** A 5xx about one request may be lasting. After so many tries it is the answer: the caller may do without it. */
const TRIES = 5;
/** Graph takes at most 20 requests in one batch. */
const BATCH = 20;

export interface BatchOptions extends BatchCallOptions, Patience {}

/** Reads paths (below `/v1.0`, with their queries) in as few requests as possible; the answers come in the order of the paths. */
export type BatchReader = (tenantId: string, paths: readonly string[]) => Promise<readonly GraphAnswer[]>;

/** A request that has no final answer yet. */
interface OpenRequest extends InnerRequest {
  readonly backoff: Backoff;
  readonly tries: number;
}

/** One that is asked again after some seconds. */
interface BusyRequest extends OpenRequest {
  readonly answer: GraphAnswer;
  readonly seconds: number;
}

/**
 * JSON batching: the batch as a whole answers 200 while each request inside has a status of its own, in any order.
 *
 * Make one for each reading of a directory: what it has read is kept while it waits. Requests that are throttled, lost or fail for the
 * moment are sent again, each by itself and before all others, until the patience of the reading ends. Nothing is sent while Graph
 * asks to wait. A 401 inside a batch drops the token, once. All other answers are final, refusals too.
 *
 * @throws {GraphThrottled} Graph asks for a longer wait than a function does
 * @throws {GraphUnavailable} no answer that can be read, for too long, or the time of the reading is over
 */
export function batchReader(options: BatchOptions): BatchReader {
  const waits = beginWaits(options);
  const pause = async (seconds: number, failure: Error) => {
    if (!(await waits.wait(seconds))) throw failure;
  };
  return async (tenantId, paths) => {
    const answers = new Map<string, GraphAnswer>();
    const backoff = newBackoff(options);
    let size = BATCH;
    let mayRenewToken = true;
    let open: readonly OpenRequest[] = paths.map((path, i) => ({
      id: String(i),
      path,
      tries: 0,
      backoff: newBackoff(options),
    }));
    while (open.length > 0) {
      const msLeft = waits.msLeft();
      if (msLeft <= 0) throw new GraphUnavailable('The directory could not be read within the time of one run');
      const sent = open.slice(0, size);
      const reply = await sendBatch(options, tenantId, sent, msLeft);
      if ('failure' in reply) {
        // One slow request holds up its whole batch: in smaller ones the others get through.
        if (reply.isLost) size = Math.ceil(sent.length / 2);
        await pause(backoff(reply.retryAfter), reply.failure);
        continue;
      }
      size = Math.min(BATCH, size * 2);
      const again: OpenRequest[] = [];
      const busy: BusyRequest[] = [];
      for (const request of sent) {
        const answer = reply.answers.get(request.id);
        if (answer === undefined) continue; // `sendBatch` has one for each
        const asked = { ...request, tries: request.tries + 1 };
        if (answer.status === 401 && mayRenewToken) again.push(asked);
        else if (isBusy(answer, asked)) {
          const seconds = request.backoff(retryAfterSeconds(answer.headers, options.now()));
          busy.push({ ...asked, answer, seconds });
        } else answers.set(request.id, answer);
      }
      if (busy.length + again.length < sent.length) waits.progressed();
      if (again.length > 0) {
        reply.forgetToken();
        mayRenewToken = false;
      }
      open = [...again, ...busy, ...open.slice(sent.length)];
      if (busy.length > 0) await pause(Math.max(...busy.map(({ seconds }) => seconds)), failureOf(busy, options.now()));
    }
    return paths.flatMap((_, i) => answers.get(String(i)) ?? []);
  };
}

/** Each of our reads asks for an object: a success without one is a failure too. */
const isBusy = ({ status, json }: GraphAnswer, { tries }: OpenRequest) =>
  status === 429 ||
  (tries < TRIES && (mayPass(status) || (status === 200 && (typeof json !== 'object' || json === null))));
