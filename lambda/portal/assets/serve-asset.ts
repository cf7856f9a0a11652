import type { PortalContext } from '../environment.ts';
import { assets, isAsset, isThisVersion } from './asset-path.ts';

/** A year, where an asset's address names its content. Under another address it is not kept: it would stay there though it is old. */
const KEEP_SECONDS = 31_536_000;

export function serveAsset(c: PortalContext): Response | Promise<Response> {
  const name = c.req.param('file') ?? '';
  if (!isAsset(name)) return c.notFound();
  const { type, text } = assets[name];
  return c.body(text, 200, {
    'Content-Type': type,
    ...(isThisVersion(name, c.req.query('v')) ? { 'Cache-Control': `public, max-age=${KEEP_SECONDS}, immutable` } : {}),
  });
}
