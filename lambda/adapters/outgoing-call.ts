import { requireEncrypted } from './encrypted-address.ts';

/**
 * What holds for every call to a system outside AWS. The time limit covers the reading of the answer too. A redirect is an
 * error: it would carry keys, or a password, to another address. Nothing is repeated: that is the decision of the queue or of the workflow.
 */
export const callPolicy = (timeoutMs: number) =>
  ({ redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }) as const satisfies RequestInit;

/** The largest answer that is read: more than any page of a list that we ask for, and little beside the memory of a function. */
export const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

export interface OutgoingCall {
  /** Names the system in errors: `ConnectWise`. */
  readonly system: string;
  readonly address: string;
  readonly timeoutMs: number;
  /** `GET`, if left out. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Whether another method than `GET` changes nothing there either: a search, a token. Who shows requests without sending them sends these. */
  readonly asksOnly?: true;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A call that sends bytes. */
interface BinaryCall extends Omit<OutgoingCall, 'body'> {
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Lets go of an answer that is not read. Whether the rest of it still comes does not matter. */
export async function letGo({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => undefined);
}

/** The way out of an adapter: `call`, or what stands in for it where requests are shown and not sent. */
export type SendCall = (request: OutgoingCall) => Promise<Response>;

/**
 * Sends one request. Any status is an answer. One of more than `LARGEST_ANSWER_BYTES` breaks off there, as on a lost connection: whoever
 * answers cannot exhaust the function.
 *
 * @throws {Error} no answer came, or the address is not encrypted; the error holds nothing of the request, and of the address only the host
 */
export async function call({
  system,
  address,
  timeoutMs,
  asksOnly: _,
  ...request
}: OutgoingCall | BinaryCall): Promise<Response> {
  const url = requireEncrypted(address);
  const response = await fetch(url, { ...request, ...callPolicy(timeoutMs) }).catch(() => undefined); // its error holds the address
  if (response === undefined) throw new Error(`${system} did not answer`);
  return bounded(response);
}

/** Counted as they arrive, after decompression: a length that is told in advance is the sender's word. */
function bounded(response: Response): Response {
  if (response.body === null) return response;
  let left = LARGEST_ANSWER_BYTES;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, answer) {
      left -= chunk.byteLength;
      if (left < 0) answer.error(new Error(`an answer of more than ${LARGEST_ANSWER_BYTES} bytes`));
      else answer.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting), response);
}
