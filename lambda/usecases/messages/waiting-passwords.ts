import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isUnderWay, recipientFor } from '../credential/recipient.ts';
import type { NotifyPorts } from './notify-ports.ts';

/** Passwords of a cycle that a technician may collect, and how many more there may be. */
export interface WaitingPasswords {
  /** The first to expire in front. */
  readonly links: readonly CredentialLink[];
  /** Approved accounts whose passwords the technician will collect, and which are not there yet. */
  readonly underWay: number;
}

/** What nobody has collected, and what is still valid. */
export async function waitingPasswords(
  { cycles, rotations, links, estate, now }: Pick<NotifyPorts, 'cycles' | 'rotations' | 'links' | 'estate' | 'now'>,
  cycleId: string,
  technicianObjectId: string,
): Promise<WaitingPasswords> {
  const found = await mapConcurrently(await cycles.tenantsOf(cycleId), async ({ tenantId }) => ({
    links: (await links.openIn(tenantId)).filter(
      (link) =>
        link.cycleId === cycleId &&
        link.recipientObjectId === technicianObjectId &&
        link.expiresAt * 1000 > now().getTime(),
    ),
    underWay: (await rotations.ofTenant(cycleId, tenantId)).filter(
      (each) => isUnderWay(each) && recipientFor(estate, each).objectId === technicianObjectId,
    ).length,
  }));
  return {
    links: found.flatMap((each) => each.links).toSorted((a, b) => a.expiresAt - b.expiresAt),
    underWay: found.reduce((sum, each) => sum + each.underWay, 0),
  };
}
