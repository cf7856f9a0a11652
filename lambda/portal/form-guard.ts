import { createHash, timingSafeEqual } from 'node:crypto';
import type { PortalContext } from './environment.ts';
import type { FormRefusal } from './refusal.ts';
import type { Visitor } from './visitor.ts';

/** Bytes of a form. 500 decisions, the most that a page offers, stay below it with a reason of 350 characters each. */
const LARGEST_FORM_BYTES = 256 * 1024;
const MOST_FIELDS = 5_000;

/**
 * Reads a form that this visitor's own page sent.
 *
 * Three things must hold: the browser says that our own origin sent it (an absent or `null` origin is refused), it is an
 * ordinary form of a size that our pages send, and it carries the session's token. What the body costs is bounded before
 * anything in it is looked at, and no field is decoded before the token is right. A field that is sent more than once is ignored.
 */
export async function readForm(
  c: PortalContext,
  visitor: Visitor,
  portalUrl: string,
): Promise<ReadonlyMap<string, string> | FormRefusal> {
  if (!isSameOrigin(c, portalUrl)) return 'foreign-origin';
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return 'not-a-form';
  const body = await c.req.arrayBuffer();
  if (body.byteLength > LARGEST_FORM_BYTES) return 'too-large';
  const text = new TextDecoder().decode(body);
  if (!sameSecret(tokenIn(text), visitor.session.csrfToken)) return 'wrong-token';
  if (numberOfFields(text) > MOST_FIELDS) return 'too-large';
  return singleFields(new URLSearchParams(text));
}

function isSameOrigin(c: PortalContext, portalUrl: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  return c.req.header('origin') === new URL(portalUrl).origin;
}

/** The token as our pages send it: once, in letters that no browser encodes. */
function tokenIn(text: string): string {
  const [first, second] = text.matchAll(/(?:^|&)csrf=([^&]*)/g);
  return second === undefined ? (first?.[1] ?? '') : '';
}

function numberOfFields(text: string): number {
  let count = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) count += 1;
  return count;
}

/** In one pass: looking every name up again would take time in proportion to the square of their number. */
function singleFields(parameters: URLSearchParams): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const repeated = new Set<string>();
  for (const [name, value] of parameters) {
    if (fields.has(name)) repeated.add(name);
    fields.set(name, value);
  }
  for (const name of repeated) fields.delete(name);
  return fields;
}

/** Compares hashes: they have one length, and comparing them takes the same time wherever the texts differ. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}
