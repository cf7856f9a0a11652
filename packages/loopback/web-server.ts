import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';
import { underOwnName } from './own-name.ts';

export interface WebServer {
  /** Such as `http://127.0.0.1:8702`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Answers a request; `undefined` cuts the connection without an answer. */
export type Answer = (request: Request) => Promise<Response | undefined>;

/** More than any message of ours; what is longer was not meant for us. */
const LARGEST_BODY_BYTES = 5_000_000;

/**
 * A web server that only this machine reaches.
 *
 * @param place  the port, 0 for any free one, and what listens there, for the error if the port is taken
 * @param answers  is told the server's own address, which pages and tokens name
 */
export async function startWebServer(
  place: { readonly port: number; readonly what: string },
  answers: (origin: string) => Answer,
): Promise<WebServer> {
  let answer: Answer | undefined;
  let origin = '';
  const handle = async (incoming: IncomingMessage): Promise<Response | undefined> => {
    const body = await bodyOf(incoming);
    if (body === undefined) return new Response('The body is too large.', { status: 413 });
    return answer?.(requestOf(incoming, body, origin));
  };
  const server = createServer(
    underOwnName((incoming, outgoing) => {
      handle(incoming)
        .then(async (response) => {
          if (response === undefined) outgoing.destroy();
          else await send(response, outgoing);
        })
        .catch(() => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(500).end()));
    }),
  );
  const { url, close } = await listen(server, place.port, place.what);
  origin = url;
  answer = answers(origin);
  return { origin, close };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > LARGEST_BODY_BYTES) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function requestOf(incoming: IncomingMessage, body: Buffer, origin: string): Request {
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const hasBody = !['GET', 'HEAD'].includes(method) && body.length > 0;
  return new Request(new URL(incoming.url ?? '/', origin), {
    method,
    headers,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}

/** An answer whose connection breaks when half of its body has been sent. */
export const brokenOff = (body: string): Response =>
  new Response(
    new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2))),
      pull: (stream) => stream.error(new Error('the answer breaks off here')),
    }),
    { headers: { 'content-type': 'application/json' } },
  );

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const parts: Uint8Array[] = [];
  let isWhole = true;
  try {
    for await (const part of response.body ?? []) parts.push(part);
  } catch {
    isWhole = false;
  }
  const body = Buffer.concat(parts);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  outgoing.writeHead(response.status);
  if (isWhole) outgoing.end(body);
  else outgoing.write(body, () => outgoing.destroy());
}
