import type { MiddlewareHandler } from 'hono';

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
 * Sets the headers of every answer, errors included.
 *
 * Signed-in pages hold forms and get `Referrer-Policy: same-origin`: under `no-referrer` a browser sends `Origin: null` with
 * the page's own form, and the check of the origin would refuse everybody (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
 */
export function securityHeaders(portalUrl: string): MiddlewareHandler {
  const overTls = new URL(portalUrl).protocol === 'https:';
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of Object.entries(always)) headers.set(name, value);
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
    headers.set('Referrer-Policy', c.get('visitor') === undefined ? 'no-referrer' : 'same-origin');
    if (overTls) headers.set('Strict-Transport-Security', `max-age=${STRICT_TRANSPORT_SECONDS}`);
  };
}
