import { Client, HTTPMessageHandler, ResponseType } from '@microsoft/microsoft-graph-client';
import { wellFormedTexts } from '../../domain/text/well-formed.ts';
import { requireEncrypted } from '../encrypted-address.ts';
import { Authorization, ClientRequestId, Timeout } from './middleware.ts';
import type { GraphTokens } from './token-source.ts';

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path below `/v1.0`, with its query. */
  readonly path: string;
  readonly body?: object;
  /** A UUID that names this request in Microsoft's logs. */
  readonly clientRequestId: string;
  /** No answer is waited for longer than this. Left out: as long as any call may take. */
  readonly withinMs?: number;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; `undefined` when there is none or it cannot be read. */
  readonly json: unknown;
  /** Drops the token that was sent: Graph refused it inside a batch. One that came meanwhile stays. */
  readonly forgetToken?: () => void;
}

/** No answer arrived: refused connection, lost connection, timeout. Holds nothing of the request. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends one request to Graph in a customer's tenant. Any status is an answer. */
export type GraphConnection = (tenantId: string, call: GraphCall) => Promise<GraphAnswer>;

/** No single read or write of ours takes Graph nearly as long; the function's own time limit is well above. */
const TIMEOUT_MS = 20_000;

/**
 * @param graphEndpoint  Graph's root
 * @returns the connection; it throws `NoAnswer`, and what `GraphTokens.tokenFor` throws: then nothing was done
 */
export function graphConnection(graphEndpoint: string, tokens: GraphTokens, timeoutMs = TIMEOUT_MS): GraphConnection {
  requireEncrypted(graphEndpoint);
  const baseUrl = graphEndpoint.replace(/\/+$/, '');
  const send = async (token: string, call: GraphCall) => {
    const client = Client.initWithMiddleware({
      baseUrl,
      defaultVersion: 'v1.0',
      middleware: [
        new Authorization(token, baseUrl),
        new ClientRequestId(call.clientRequestId),
        new Timeout(Math.ceil(Math.min(timeoutMs, Math.max(1, call.withinMs ?? timeoutMs)))),
        new HTTPMessageHandler(),
      ],
    });
    const request = client.api(call.path).responseType(ResponseType.RAW);
    const sent = {
      GET: () => request.get(),
      POST: () => request.post(call.body),
      PATCH: () => request.patch(call.body),
    };
    return answerOf(sent[call.method]());
  };
  const sendSignedIn = async (tenantId: string, call: GraphCall) => {
    const token = await tokens.tokenFor(tenantId);
    const forgetToken = () => tokens.forget(tenantId, token);
    return { ...(await send(token, call)), forgetToken };
  };
  return async (tenantId, call) => {
    const answer = await sendSignedIn(tenantId, call);
    if (answer.status !== 401) return answer;
    // Graph did nothing: the token was revoked or has expired. The call is repeated once, with a new token.
    answer.forgetToken();
    return sendSignedIn(tenantId, call);
  };
}

async function answerOf(sent: Promise<unknown>): Promise<GraphAnswer> {
  const response = await sent.catch(() => undefined); // the SDK's error holds the request, and with it the password
  if (!(response instanceof Response)) throw new NoAnswer('Graph did not answer');
  return { status: response.status, headers: response.headers, json: await jsonOf(response) };
}

/** With texts as they can be stored: what was recorded of an account compares with what a later read says. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return wellFormedTexts(await response.json());
  } catch {
    return undefined; // no body, or an incomplete one
  }
}
