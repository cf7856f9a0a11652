import type { Hono } from 'hono';
import * as z from 'zod';
import type { PortalEnvironment, PortalSettings } from './environment.ts';
import { headersOf } from './security-headers.ts';

/** The members that pages use of an HTTP API's event of payload format 2.0. */
const eventSchema = z.object({
  rawPath: z.string().startsWith('/'),
  rawQueryString: z.string().default(''),
  cookies: z.array(z.string()).default([]),
  headers: z.record(z.string(), z.string().optional()).default({}),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});
type HttpApiEvent = z.output<typeof eventSchema>;

export interface HttpApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** What pages answer. Whatever no route matches comes here too, of any method. */
const METHODS = ['GET', 'HEAD', 'POST'];

/** No page reads another header. Who asks, and from where, the API says itself: `sourceOf`. */
const READ_HEADERS = ['content-type', 'origin', 'sec-fetch-site'];

/** Printable ASCII: anything else is no value of these headers, and no cookie of ours. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Makes a function of pages: each event becomes a request, each answer what an HTTP API sends.
 *
 * The host in the event is not used: it is the visitor's word, and pages know their own address. An event of which no request can be made
 * is answered with 400, and a method that no page has with 405: neither is looked at any further.
 */
export function eventHandler(
  app: Hono<PortalEnvironment>,
  { portalUrl }: Pick<PortalSettings, 'portalUrl'>,
): (event: unknown) => Promise<HttpApiAnswer> {
  return async (given) => {
    const event = eventSchema.safeParse(given).data;
    const address = event === undefined ? '' : addressOf(portalUrl, event);
    if (event === undefined || !URL.canParse(address)) return refusal(portalUrl, 400, 'Bad Request');
    if (!METHODS.includes(event.requestContext.http.method)) return refusal(portalUrl, 405, 'Method Not Allowed');
    const answer = await app.request(address, requestOf(event), { event: given });
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie'));
    return { statusCode: answer.status, headers, cookies: answer.headers.getSetCookie(), body: await answer.text() };
  };
}

function refusal(portalUrl: string, statusCode: 400 | 405, body: string): HttpApiAnswer {
  const headers: Record<string, string> = { ...headersOf(portalUrl, false), 'Content-Type': 'text/plain' };
  if (statusCode === 405) headers.Allow = METHODS.join(', ');
  return { statusCode, headers, cookies: [], body };
}

/** The API may hand a path over decoded: what would end the path is encoded again. */
function addressOf(portalUrl: string, { rawPath, rawQueryString }: HttpApiEvent): string {
  const path = rawPath.replace(/[?#\\]/g, encodeURIComponent);
  return `${portalUrl}${path}${rawQueryString === '' ? '' : `?${rawQueryString}`}`;
}

function requestOf({ cookies, headers, requestContext, body, isBase64Encoded }: HttpApiEvent): RequestInit {
  const { method } = requestContext.http;
  const sent = READ_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value !== undefined && PLAIN.test(value) ? [[name, value] satisfies [string, string]] : [];
  });
  const plainCookies = cookies.filter((each) => PLAIN.test(each));
  return {
    method,
    headers: [
      ...sent,
      ...(plainCookies.length === 0 ? [] : [['cookie', plainCookies.join('; ')] satisfies [string, string]]),
    ],
    ...(method === 'POST' ? { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') } : {}),
  };
}
