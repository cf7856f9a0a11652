import type { MiddlewareHandler } from 'hono';
import type { PortalEnvironment } from './environment.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const permissionsPolicy = [
  'accelerometer=()',
  'browsing-topics=()',
  'camera=()',
  'clipboard-read=()',
  'clipboard-write=(self)',
  'display-capture=()',
  'fullscreen=()',
  'geolocation=()',
  'gyroscope=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'usb=()',
].join(', ');

const always: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Permissions-Policy': permissionsPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow, noarchive, nosnippet',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** One year, in seconds. */
const STRICT_TRANSPORT_SECONDS = 31_536_000;

/**
 * The headers of an answer, errors included.
 *
 * Pages that hold forms, as all signed-in ones do, get `Referrer-Policy: same-origin`: under `no-referrer` a browser sends `Origin: null` with
 * the page's own form, and the check of the origin would refuse everybody (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
 */
export const headersOf = (portalUrl: string, holdsForm: boolean): Readonly<Record<string, string>> => ({
  ...always,
  'Cache-Control': 'no-store',
  'Referrer-Policy': holdsForm ? 'same-origin' : 'no-referrer',
  ...(new URL(portalUrl).protocol === 'https:'
    ? { 'Strict-Transport-Security': `max-age=${STRICT_TRANSPORT_SECONDS}` }
    : {}),
});

/** Sets the headers of every answer. One that may be cached says so itself. */
export function securityHeaders(portalUrl: string): MiddlewareHandler<PortalEnvironment> {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    const keep = headers.get('Cache-Control');
    const holdsForm = c.get('visitor') !== undefined || c.get('holdsForm') === true;
    for (const [name, value] of Object.entries(headersOf(portalUrl, holdsForm))) {
      headers.set(name, value);
    }
    if (keep !== null) headers.set('Cache-Control', keep);
  };
}
