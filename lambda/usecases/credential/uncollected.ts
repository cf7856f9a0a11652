import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { LinkStore } from '../../ports/credential.ts';

/**
 * The passwords of a cycle that nobody has said to be stored, what expires first in front: opened or not, expired or not. A link appears
 * once, as the newest of those that replaced one another; one whose account was rotated again does not appear any more.
 *
 * @param tenantIds  the tenants of the cycle to look at
 */
export async function uncollectedOf(
  { links }: { readonly links: Pick<LinkStore, 'openIn'> },
  cycleId: string,
  tenantIds: readonly string[],
): Promise<readonly CredentialLink[]> {
  const open = await mapConcurrently(tenantIds, (tenantId) => links.openIn(tenantId));
  return open
    .flat()
    .filter((each) => each.cycleId === cycleId)
    .toSorted((one, other) => one.expiresAt - other.expiresAt);
}
