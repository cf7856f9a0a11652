import { randomUUID } from 'node:crypto';
import { brokenOff } from '@m365-rotation/loopback';
import { batchReply } from './batch.ts';
import { callerOf } from './caller.ts';
import { AnswerLost, answerOne, faulty, type GraphOptions } from './dispatch.ts';
import { badRequest, GraphRefusal, type GraphReply, replyTo } from './reply.ts';

/** Graph v1.0, as far as this product uses it. @returns `undefined`: cut the connection */
export function graph(options: GraphOptions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const requestId = randomUUID();
    const clientRequestId = request.headers.get('client-request-id') ?? requestId;
    try {
      const reply = await guarded(() => answer(options, request), requestId, clientRequestId);
      return new Response(reply.body === undefined ? null : JSON.stringify(reply.body), {
        status: reply.status,
        headers: {
          'request-id': requestId,
          'client-request-id': clientRequestId,
          'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"simulated"}}',
          'cache-control': 'no-cache',
          ...(reply.body === undefined
            ? {}
            : { 'content-type': 'application/json; odata.metadata=minimal; charset=utf-8' }),
          ...reply.headers,
        },
      });
    } catch (error) {
      if (!(error instanceof AnswerLost)) throw error;
      return error.whole?.body === undefined ? undefined : brokenOff(JSON.stringify(error.whole.body));
    }
  };
}

async function guarded(
  attempt: () => Promise<GraphReply>,
  requestId: string,
  clientRequestId: string,
): Promise<GraphReply> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof GraphRefusal) return replyTo(error, requestId, clientRequestId);
    throw error;
  }
}

async function answer(options: GraphOptions, request: Request): Promise<GraphReply> {
  const { directory, caller } = await callerOf(options, request.headers.get('authorization'));
  const url = new URL(request.url);
  if (!url.pathname.toLowerCase().startsWith('/v1.0/'))
    throw badRequest('The simulated Graph has v1.0 only.', 'BadRequest');
  const call = {
    directory,
    caller,
    method: request.method,
    url,
    headers: request.headers,
    body: await jsonOf(request),
    inBatch: false,
  };
  if (url.pathname.toLowerCase() !== '/v1.0/$batch') return answerOne(options, call);
  if (request.method !== 'POST') throw badRequest('A batch is posted.', 'BadRequest');
  options.seen('graph:POST /$batch');
  const { tenantId } = directory.tenant;
  const fault = options.faults.next({ service: 'graph', method: 'POST', path: '/$batch', tenantId, inBatch: false });
  const answerAll = () =>
    batchReply(call.body, ({ method, url: relative, headers, body }) =>
      guarded(
        () =>
          answerOne(options, {
            directory,
            caller,
            method,
            url: new URL(`/v1.0${relative}`, options.origin),
            headers: new Headers(headers),
            body,
            inBatch: true,
          }),
        randomUUID(),
        randomUUID(),
      ),
    );
  return fault === undefined || fault.kind === 'hide-change' ? answerAll() : faulty(fault, answerAll);
}

async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Unable to read JSON request payload.', 'BadRequest');
  }
}
