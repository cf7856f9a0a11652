import * as z from 'zod';

/** What a company's information says, as far as it is read. A company that is not known is `null`. */
const companyInfoSchema = z.object({
  Codebase: z.string().regex(/^v\d[\w.]{0,30}\/?$/),
  SiteUrl: z.string().regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/i),
});

/** Where the API was before releases had addresses of their own; it still works. */
const FALLBACK_CODEBASE = 'v4_6_release';
/** All hosts of ConnectWise's cloud. */
const CLOUD = '.myconnectwise.net';

/**
 * Where a company's API is. The host that ConnectWise names gets the keys: it must be the site of the estate, or one of ConnectWise's
 * own cloud.
 *
 * @param info  the answer of `GET /login/companyinfo/<company>`; with one that cannot be read the older address is taken
 * @param endpoint  where ConnectWise is called, without a slash at the end
 * @throws {Error} for any other host
 */
export function apiRoot(info: unknown, endpoint: string): string {
  const { data } = companyInfoSchema.safeParse(info);
  if (data === undefined) return `${endpoint}/${FALLBACK_CODEBASE}/apis/3.0`;
  return `${originOf(data.SiteUrl.toLowerCase(), endpoint)}/${data.Codebase.replace(/\/$/, '')}/apis/3.0`;
}

function originOf(host: string, endpoint: string): string {
  if (host === new URL(endpoint).host) return endpoint; // on this machine it has a path
  if (host.endsWith(CLOUD)) return `https://${host}`;
  throw new Error('ConnectWise names a site that is neither psa.site nor of myconnectwise.net');
}
