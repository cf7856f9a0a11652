import { createServer } from 'node:http';

/** Stands before an AWS endpoint and notes which actions are asked for: the endpoint itself does not count a person's calls. */
export interface Recorder {
  readonly origin: string;
  /** Names of actions, such as `GetItem`; a request that names none is noted as method and path. */
  readonly calls: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startRecorder(endpoint: string): Promise<Recorder> {
  const calls = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      const { method = 'GET', url = '/' } = request;
      const target = request.headers['x-amz-target'];
      const action =
        typeof target === 'string' ? target.split('.')[1] : new URLSearchParams(body.toString('utf8')).get('Action');
      calls.add(action ?? `${method} ${url}`);
      const headers = Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name));
      const answer = await fetch(new URL(url, endpoint), {
        method,
        headers: headers.flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
        ...(body.length === 0 ? {} : { body }),
      });
      const text = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(text);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    calls,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

const hopByHop: readonly string[] = ['host', 'connection', 'content-length', 'expect', 'transfer-encoding'];
