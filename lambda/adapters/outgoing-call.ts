import { requireEncrypted } from './encrypted-address.ts';

/**
 * What holds for every call to a system outside AWS. The time limit covers the reading of the answer too. A redirect is an
 * error: it would carry keys, or a password, to another address. Nothing is repeated: that is the decision of the queue or of the workflow.
 */
export const callPolicy = (timeoutMs: number) =>
  ({ redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }) as const satisfies RequestInit;

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
 * Sends one request. Any status is an answer.
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
  return response;
}
