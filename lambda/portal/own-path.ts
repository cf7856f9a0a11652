/** Any origin would do as base: it only shows whether a path leads to another origin. */
const BASE = 'https://portal.invalid';

/** The pages to which a sign-in may lead back. */
const wanted =
  /^\/(?:$|\?|a\/|c\/|cycles(?:$|\/|\?)|tenants\/|passwords(?:$|\?)|exposure(?:$|\?)|access$|evidence$|sessions$)/;

const LONGEST_PATH = 512;

/**
 * A path of this portal, made safe to redirect to. Whatever is not one of our pages becomes the home page,
 * so a sign-in never leads to somebody else's site (`//evil.example`, `/\evil.example`, `https:…`).
 */
export function ownPath(text: string | undefined): string {
  if (text === undefined || text.length > LONGEST_PATH || !/^\/[\x21-\x7e]*$/.test(text)) return '/';
  if (!URL.canParse(text, BASE)) return '/';
  const { origin, pathname, search } = new URL(text, BASE);
  const path = `${pathname}${search}`;
  return origin === BASE && wanted.test(path) ? path : '/';
}
