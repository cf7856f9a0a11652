import { createHash } from 'node:crypto';
import { requireKey } from '../ticket-key.ts';

/** What Autotask's `externalID` holds; a longer one is refused. */
const LONGEST = 50;

/**
 * Our key as Autotask can keep it: the key itself where it fits, so that people recognise it, or else a digest of it. 160 bits: no two
 * keys share one, and 1,000 tenants in a hundred years of cycles do not come near. `#` is in no key, so no digest is another ticket's key.
 * Hexadecimal, since Autotask compares without regard to capitals.
 */
export function externalIdOf(key: string): string {
  requireKey(key);
  return key.length <= LONGEST ? key : `m365rot#${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
}
