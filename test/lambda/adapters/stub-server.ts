import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { jest } from '@jest/globals';
import { z } from 'zod';

const batchBody = z.object({
  requests: z.array(z.object({ id: z.string(), method: z.literal('GET'), url: z.string().startsWith('/') })).max(20),
});

/** A request as the stub saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * What the stub answers. `lost`: the connection breaks before any answer; `cut`: in the middle of the body; `silent`: no answer comes, and
 * the caller's time is over.
 */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly fault?: 'lost' | 'cut' | 'silent';
}

export interface Stub {
  readonly address: string;
  readonly seen: readonly Seen[];
  /** Milliseconds that callers said they would wait, each once. */
  readonly limits: ReadonlySet<number>;
  close(): Promise<void>;
}

/**
 * A local http server that answers each request by a function. While it runs, no call ends by the clock, but all when the stub keeps
 * silent: on a busy machine a second may pass before a request arrives.
 */
export async function startStub(reply: (request: Seen) => Reply): Promise<Stub> {
  const seen: Seen[] = [];
  const limits = new Set<number>();
  const ends = new AbortController();
  const timers = jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    limits.add(milliseconds);
    return ends.signal;
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const answer = reply(one);
      if (answer.fault === 'silent') ends.abort(new DOMException('The operation timed out', 'TimeoutError'));
      else send(answer, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    limits,
    close: () =>
      new Promise((resolve) => {
        timers.mockRestore();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function send(
  { status = 200, headers = {}, json, text, bytes, fault }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (fault === 'lost') return void request.socket.destroy();
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const full = { 'content-type': 'application/json', ...headers };
  if (fault === 'cut') {
    response.writeHead(status, { ...full, 'content-length': String(body.length + 100) });
    response.write(body, () => request.socket.destroy());
    return;
  }
  response.writeHead(status, full).end(bytes ?? body);
}

/** A batch whose inner requests are answered one by one. Answers come in reverse: Graph keeps no order. */
export function batchReply(request: Seen, inner: (path: string) => Reply): Reply {
  const { requests } = batchBody.parse(JSON.parse(request.body));
  return {
    json: {
      responses: requests
        .map(({ id, url }) => {
          const { status = 200, headers = {}, json } = inner(url);
          return { id, status, headers, body: json };
        })
        .reverse(),
    },
  };
}
