import { mapConcurrently } from '../../domain/concurrency.ts';
import { type CredentialLink, isOpen } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { referencesIn } from './reference.ts';

export interface NamedLinks {
  readonly links: readonly CredentialLink[];
  /** How many references name nothing that is offered to this visitor: made up, or somebody came first. */
  readonly unknown: number;
}

/**
 * The links that a field of a form names, as they stand now: the index says which there are, and each is read again by its id.
 * @param whose  `mine`: of this visitor alone, as `any` else of the visitor's tenants
 */
export async function linksNamed(
  { links }: { readonly links: Pick<LinkStore, 'openIn' | 'findCredential'> },
  visitor: TechnicianVisitor,
  field: string,
  whose: 'mine' | 'any',
): Promise<NamedLinks> {
  const references = referencesIn(field, visitor.tenants);
  if (references === undefined) return { links: [], unknown: 1 };
  const tenantIds = [...new Set(references.map(({ tenant }) => tenant.tenantId))];
  const open = (await mapConcurrently(tenantIds, (tenantId) => links.openIn(tenantId))).flat();
  const named = references.flatMap(
    ({ tenant, fingerprint }) =>
      open.find((each) => each.tenantId === tenant.tenantId && fingerprintOf(each.linkId) === fingerprint) ?? [],
  );
  const now = await mapConcurrently(named, ({ linkId }) => links.findCredential(linkId));
  const found = now.flatMap((each) =>
    each !== undefined && isOpen(each) && (whose === 'any' || each.recipientObjectId === visitor.actor.objectId)
      ? [each]
      : [],
  );
  return { links: found, unknown: references.length - found.length };
}
