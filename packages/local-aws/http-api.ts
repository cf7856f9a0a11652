import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Clock, TokenBucket, underOwnName } from '@m365-rotation/loopback';
import { z } from 'zod';
import { isTooManyInvocations } from './concurrency.ts';
import { HttpRoutes, type Match } from './http-routes.ts';
import { AwsError, type Dispatch, type JsonObject } from './service.ts';
import type { ApiDeclaration } from './template/declarations.ts';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (payload size) */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;
/** Request line and header values together, as the same page says. */
const LARGEST_HEAD_BYTES = 10_240;

/** What a function may answer with payload format 2.0. Anything without a status is the body itself. */
const response = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export interface HttpApiSetting {
  readonly accountId: string;
  readonly dispatch: Dispatch;
  /** Enforces what the stage says about how fast routes take requests; nothing is enforced if left out. */
  readonly throttleBy?: Pick<Clock, 'elapsed'>;
  /** What every page says besides, in its main part; asked for each page. */
  readonly pageNotice?: () => string | undefined;
  /** Told why a request ended with 500: the visitor isn't. */
  onFailure(error: unknown): void;
  /** Told of each answer with a status of 500 or more, whoever gave it. */
  onServerError?(): void;
}

/** Makes a server an HTTP API: requests become events of payload format 2.0, functions' answers responses. */
export function serveHttpApi(server: Server, api: ApiDeclaration, setting: HttpApiSetting): void {
  const routes = new HttpRoutes(api.routes);
  const isTooFast = throttling(api, setting);
  server.on(
    'request',
    underOwnName((request, reply) => {
      reply.on('finish', () => {
        if (reply.statusCode >= 500) setting.onServerError?.();
      });
      answer(request, reply, { routes, isTooFast }, api, setting).catch((error) => {
        // Not 429: a visitor is told that the service is not there, not that the visitor asks too often.
        if (isTooManyInvocations(error)) return end(reply, 503, { message: 'Service Unavailable' });
        setting.onFailure(error);
        end(reply, 500, { message: 'Internal Server Error' });
      });
    }),
  );
}

/** Says of each request whether its route has had too many. A request that is let through counts. */
function throttling({ routes }: ApiDeclaration, { throttleBy: clock }: HttpApiSetting): (routeKey: string) => boolean {
  if (clock === undefined) return () => false;
  const buckets = new Map(
    routes.flatMap(({ key, throttle }) =>
      throttle === undefined
        ? []
        : [[key, new TokenBucket({ capacity: throttle.atOnce, perSecond: throttle.perSecond }, clock)]],
    ),
  );
  return (routeKey) => (buckets.get(routeKey)?.take() ?? 0) > 0;
}

interface Gate {
  readonly routes: HttpRoutes;
  readonly isTooFast: (routeKey: string) => boolean;
}

async function answer(
  request: IncomingMessage,
  reply: ServerResponse,
  { routes, isTooFast }: Gate,
  api: ApiDeclaration,
  setting: HttpApiSetting,
): Promise<void> {
  if (headBytesOf(request) > LARGEST_HEAD_BYTES) return end(reply, 431, { message: 'Request Header Fields Too Large' });
  const [path = '/'] = (request.url ?? '/').split('?');
  const match = routes.find(request.method ?? 'GET', path);
  if (match === undefined) return end(reply, 404, { message: 'Not Found' });
  if (isTooFast(match.route.key)) return end(reply, 429, { message: 'Too Many Requests' });
  const body = await readBody(request);
  if (body === undefined) return end(reply, 413, { message: 'Request Entity Too Large' });
  const invoked = await invoke(match.route.functionArn, eventOf(request, body, match, api, setting), setting);
  if (invoked === 'too-large') return end(reply, 413, { message: 'Request Too Long' });
  const { FunctionError, Payload } = invoked;
  const answered = Buffer.from(String(Payload), 'base64').toString('utf8');
  if (FunctionError !== undefined) throw new Error(`${match.route.key}: ${answered}`);
  respond(request, reply, JSON.parse(answered), setting.pageNotice);
}

/** A body that the API takes may still be more than a function takes: forms travel in base64, and Lambda's limit is lower. */
async function invoke(
  functionArn: string,
  event: object,
  { dispatch }: HttpApiSetting,
): Promise<JsonObject | 'too-large'> {
  try {
    return await dispatch({
      service: 'lambda',
      action: 'Invoke',
      principal: { kind: 'service', name: 'apigateway.amazonaws.com' },
      input: { FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)).toString('base64') },
    });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'RequestTooLargeException') return 'too-large';
    throw error;
  }
}

/** Bytes of the request line and of all header values. */
function headBytesOf({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return Buffer.byteLength([`${method} ${url} HTTP/${httpVersion}`, ...values].join(''), 'latin1');
}

function respond(
  request: IncomingMessage,
  reply: ServerResponse,
  answered: unknown,
  pageNotice: HttpApiSetting['pageNotice'],
): void {
  if (typeof answered !== 'object' || answered === null || !('statusCode' in answered)) {
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    return;
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = response.parse(answered);
  for (const [name, value] of Object.entries(headers)) reply.setHeader(name, String(value));
  // A header of the same name may be there beside the list, as Hono's adapter gives it to other kinds of API.
  if (cookies.length > 0) reply.setHeader('set-cookie', cookies);
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html') && !isBase64Encoded;
  const content = Buffer.from(isPage ? withNotice(body, pageNotice?.()) : body, isBase64Encoded ? 'base64' : 'utf8');
  // A response to HEAD tells the length of what GET would get.
  if (statusCode !== 204 && statusCode !== 304 && (request.method !== 'HEAD' || !reply.hasHeader('content-length'))) {
    reply.setHeader('content-length', content.length);
  }
  reply.writeHead(statusCode);
  reply.end(request.method === 'HEAD' ? undefined : content);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What this cloud says on a page, at the top of its main part. The function that made the page knows nothing of it. */
function withNotice(page: string, notice: string | undefined): string {
  if (notice === undefined) return page;
  const text = notice.replace(/[&<>]/g, (each) => entities[each] ?? '');
  return page.replace(/<main\b[^>]*>/, (main) => `${main}<p role="note">${text}</p>`);
}

function end(reply: ServerResponse, status: number, body: object): void {
  if (reply.headersSent) {
    reply.destroy();
    return;
  }
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= LARGEST_BODY_BYTES) parts.push(part);
  }
  return size > LARGEST_BODY_BYTES ? undefined : Buffer.concat(parts);
}

/** Headers that a visitor's machine doesn't decide, whatever it sends. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const { cookie: _, connection: __, ...headers } = request.headers;
  const host = request.headers.host ?? '127.0.0.1';
  return {
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
    ),
    'x-forwarded-for': [headers['x-forwarded-for'], request.socket.remoteAddress ?? ''].filter(Boolean).join(', '),
    'x-forwarded-port': host.split(':')[1] ?? '80',
    'x-forwarded-proto': 'http',
  };
}

function eventOf(
  request: IncomingMessage,
  body: Buffer,
  { route, parameters }: Match,
  { apiId }: ApiDeclaration,
  { accountId }: HttpApiSetting,
): object {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const rawQueryString = query.join('?');
  const now = new Date();
  const host = request.headers.host ?? '127.0.0.1';
  const cookies = request.headers.cookie?.split(/;\s*/).filter((each) => each !== '');
  const binary = !isText(request.headers['content-type']);
  const queryParameters = queryOf(rawQueryString);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString,
    ...(cookies === undefined ? {} : { cookies }),
    headers: headersOf(request),
    ...(Object.keys(queryParameters).length === 0 ? {} : { queryStringParameters: queryParameters }),
    requestContext: {
      accountId,
      apiId,
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    ...(body.length === 0 ? {} : { body: body.toString(binary ? 'base64' : 'utf8') }),
    isBase64Encoded: body.length > 0 && binary,
  };
}

/** Content types that the API hands over as text; everything else, forms too, is base64, as HTTP APIs do it. */
const isText = (contentType: string | undefined): boolean =>
  /^(text\/.*|application\/(json|javascript|xml|.*\+json|.*\+xml))\s*(;|$)/i.test(contentType ?? '');

/** Values of a parameter that comes more than once are joined by commas. */
function queryOf(rawQueryString: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

/** Such as `07/Dec/2026:05:00:00 +0000`. */
function clfTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
