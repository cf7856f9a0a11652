import { createHash, randomBytes } from 'node:crypto';
import type { CookieOptions } from 'hono/utils/cookie';

/** 256 random bits, as 43 characters of base64url. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

/** Whether text has the form of `randomSecret`: anything else is not worth a read of the table. */
export const isSecret = (text: string | undefined): text is string =>
  text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);

/** What the table keeps in place of a secret: SHA-256, hex. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export type CookieName = 'session' | 'sign-in';

/**
 * The name of a cookie. Over https it has the `__Host-` prefix, which no other host and no plain http can set.
 * Browsers refuse that prefix without `Secure`, so over http, which is for loopback addresses only, the name is plain.
 */
export const cookieNameOf = (name: CookieName, portalUrl: string): string =>
  isOverTls(portalUrl) ? `__Host-${name}` : name;

export const cookieOptions = (portalUrl: string, maxAge: number): CookieOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Lax',
  secure: isOverTls(portalUrl),
  maxAge,
});

const isOverTls = (portalUrl: string): boolean => new URL(portalUrl).protocol === 'https:';
