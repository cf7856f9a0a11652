import type { Estate, EstateTenant, Technician } from '../../../config/estate.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isAbandoned, mayBeHandedOver } from '../../domain/credential/link-rules.ts';
import type { LinkStore } from '../../ports/credential.ts';

/** The open links that concern a technician, each list with what expires first in front. */
export interface OpenLinks {
  /** This technician's own. */
  readonly mine: readonly CredentialLink[];
  /** Those of technicians who have left: whoever decides for the tenant may take them over. */
  readonly left: readonly CredentialLink[];
  /** Those that colleagues have not opened, where this technician leads: they may be passed on. */
  readonly led: readonly CredentialLink[];
}

/** @param tenants  those that the technician decides for */
export async function openLinksFor(
  { links }: { readonly links: Pick<LinkStore, 'openIn'> },
  { technicians }: Pick<Estate, 'technicians'>,
  technician: Pick<Technician, 'objectId' | 'lead'>,
  tenants: readonly EstateTenant[],
  now: Date,
): Promise<OpenLinks> {
  const found = await mapConcurrently(tenants, async (tenant) =>
    (await links.openIn(tenant.tenantId)).map((link) => ({ link, left: isAbandoned(link, tenant, technicians) })),
  );
  const all = found.flat().toSorted((one, other) => one.link.expiresAt - other.link.expiresAt);
  const isMine = (link: CredentialLink) => link.recipientObjectId === technician.objectId;
  const of = (wanted: (each: (typeof all)[number]) => boolean) => all.filter(wanted).map(({ link }) => link);
  return {
    mine: of(({ link }) => isMine(link)),
    left: of(({ link, left }) => left && !isMine(link) && mayBeHandedOver(link, now)),
    led: of(({ link, left }) => technician.lead && !left && !isMine(link) && mayBeHandedOver(link, now)),
  };
}
