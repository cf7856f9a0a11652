import * as z from 'zod';
import { isLoopback } from '../../encrypted-address.ts';

const zoneSchema = z.object({ url: z.string() });

/** Hosts of Autotask's zones: `webservices.autotask.net`, `webservices16.autotask.net`. */
const ZONE_HOST = /^webservices\d{0,3}\.autotask\.net$/;
const ZONE_PATH = /(?:^|\/)ATServicesRest\/$/i;

/** Where a user's zone is asked for. It needs no keys, and counts against no limit of threads. */
export const zoneQuestion = (endpoint: string, userName: string): string =>
  `${endpoint}/ATServicesRest/V1.0/zoneInformation?${new URLSearchParams({ user: userName })}`;

/**
 * The address of a zone's API, with a slash at its end, from the answer about a user's zone. Keys go there: it is taken only if it is one
 * of Autotask's zones, or, on this machine, where it was asked for.
 *
 * @returns `undefined`: it cannot be read, or leads elsewhere
 */
export function zoneAddress(json: unknown, endpoint: string): string | undefined {
  const answer = zoneSchema.safeParse(json);
  if (!answer.success || !URL.canParse(answer.data.url)) return undefined;
  const { protocol, hostname, port, origin, pathname, username, password, search, hash } = new URL(answer.data.url);
  const isZone = protocol === 'https:' && port === '' && ZONE_HOST.test(hostname);
  const isHere = isLoopback(endpoint) && origin === new URL(endpoint).origin;
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  return (isZone || isHere) && isPlain && ZONE_PATH.test(pathname) ? `${origin}${pathname}` : undefined;
}
