import { createHash, timingSafeEqual } from 'node:crypto';
import type { PortalContext } from './environment.ts';
import type { Visitor } from './visitor.ts';

export type Refusal = 'foreign-origin' | 'not-a-form' | 'wrong-token';

/**
 * Reads a form that this visitor's own page sent.
 *
 * Three things must hold: the browser says that our own origin sent it (an absent or `null` origin is refused), it is an
 * ordinary form, and it carries the session's token. A field that is sent more than once is ignored.
 */
export async function readForm(
  c: PortalContext,
  visitor: Visitor,
  portalUrl: string,
): Promise<ReadonlyMap<string, string> | Refusal> {
  if (!isSameOrigin(c, portalUrl)) return 'foreign-origin';
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return 'not-a-form';
  const fields = singleFields(new URLSearchParams(await c.req.text()));
  return sameSecret(fields.get('csrf') ?? '', visitor.session.csrfToken) ? fields : 'wrong-token';
}

function isSameOrigin(c: PortalContext, portalUrl: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  return c.req.header('origin') === new URL(portalUrl).origin;
}

function singleFields(parameters: URLSearchParams): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const name of new Set(parameters.keys())) {
    const [value, ...more] = parameters.getAll(name);
    if (value !== undefined && more.length === 0) fields.set(name, value);
  }
  return fields;
}

/** Compares hashes: they have one length, and comparing them takes the same time wherever the texts differ. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}
