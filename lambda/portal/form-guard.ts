import { createHash, timingSafeEqual } from 'node:crypto';
import type { PortalContext } from './environment.ts';
import type { FormRefusal } from './refusal.ts';
import type { Visitor } from './visitor.ts';

export type Fields = ReadonlyMap<string, string>;

/**
 * Bytes of a form. 5,000 decisions, the most that one review page shows, take 0.5 MB, and 500 of them with a reason of 500 characters each
 * 0.8 MB. Reading 1 MB takes some ms, as `bench portal` shows.
 */
const LARGEST_FORM_BYTES = 1024 * 1024;
const MOST_FIELDS = 12_000;

/**
 * Reads a form that this visitor's own page sent.
 *
 * Three things must hold: the browser says that our own origin sent it (an absent or `null` origin is refused), it is an
 * ordinary form of a size that our pages send, and it carries the session's token. What the body costs is bounded before
 * anything in it is looked at, and no field is decoded before the token is right. A field that is sent more than once is ignored.
 */
export async function readForm(c: PortalContext, visitor: Visitor, portalUrl: string): Promise<Fields | FormRefusal> {
  const body = await bodyOf(c, portalUrl);
  if ('refused' in body) return body.refused;
  if (!sameSecret(tokenIn(body.text), visitor.session.csrfToken)) return 'wrong-token';
  return fieldsIn(body.text);
}

/**
 * Reads a form whoever sent it, from our own origin all the same. Nothing may be done because of it: without the token it only says what
 * a page may show once more.
 */
export async function readUnprovenForm(c: PortalContext, portalUrl: string): Promise<Fields | FormRefusal> {
  const body = await bodyOf(c, portalUrl);
  return 'refused' in body ? body.refused : fieldsIn(body.text);
}

/** The body as text: of our own origin, and of a kind and size that our pages send. */
async function bodyOf(
  c: PortalContext,
  portalUrl: string,
): Promise<{ readonly text: string } | { readonly refused: FormRefusal }> {
  if (!isSameOrigin(c, portalUrl)) return { refused: 'foreign-origin' };
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return { refused: 'not-a-form' };
  const body = await c.req.arrayBuffer();
  if (body.byteLength > LARGEST_FORM_BYTES) return { refused: 'too-large' };
  return { text: new TextDecoder().decode(body) };
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

const fieldsIn = (text: string): Fields | FormRefusal =>
  numberOfFields(text) > MOST_FIELDS ? 'too-large' : singleFields(new URLSearchParams(text));

function numberOfFields(text: string): number {
  let count = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) count += 1;
  return count;
}

/** In one pass: looking every name up again would take time in proportion to the square of their number. */
function singleFields(parameters: URLSearchParams): Fields {
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
