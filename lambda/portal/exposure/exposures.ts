import * as z from 'zod';
import type { Exposure, Seer } from '../../domain/credential/exposure.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { Visitor } from '../visitor.ts';

export interface ExposedTenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly exposures: readonly Exposure[];
}

/** What one person has seen, as far as this visitor may know it. */
export interface ExposuresOf {
  readonly person: Seer;
  readonly isVisitor: boolean;
  /** In the order of their names. */
  readonly tenants: readonly ExposedTenant[];
  /** The tenant that was chosen from many; left out: all are shown. */
  readonly chosen?: ExposedTenant;
  /** Other people who have ever seen a password: for a lead alone. Also those who left the estate. */
  readonly colleagues: readonly Seer[];
}

const querySchema = z.object({ technician: z.guid().optional(), tenant: z.guid().optional() });

/**
 * What the visitor has seen; for a lead also what colleagues have seen in the lead's tenants.
 *
 * @param query  whose, and in which tenant; anything that is no id, or nobody's, counts as left out
 */
export async function exposuresFor(
  exposures: ExposureReader,
  { technician, actor, tenants }: Visitor,
  query: { readonly technician?: string | undefined; readonly tenant?: string | undefined },
): Promise<ExposuresOf> {
  const asked = querySchema.safeParse(query).data ?? {};
  const visitor: Seer = { technicianObjectId: technician.objectId, technicianName: actor.name };
  const others = technician.lead ? await exposures.seers() : [];
  const colleagues = others.filter((each) => each.technicianObjectId !== visitor.technicianObjectId);
  const person = colleagues.find((each) => each.technicianObjectId === asked.technician) ?? visitor;
  const isVisitor = person === visitor;
  const all = await exposures.ofTechnician(person.technicianObjectId);
  const known = all.filter(({ tenantId }) => isVisitor || tenants.some((mine) => mine.tenantId === tenantId));
  const byTenant = new Map<string, Exposure[]>();
  for (const each of known) byTenant.set(each.tenantId, [...(byTenant.get(each.tenantId) ?? []), each]);
  const shown = [...byTenant].map(([tenantId, found]) => ({
    tenantId,
    displayName: found[0]?.tenantDisplayName ?? tenantId,
    exposures: found.toSorted((one, other) => (one.userPrincipalName < other.userPrincipalName ? -1 : 1)),
  }));
  const sorted = shown.toSorted((one, other) => one.displayName.localeCompare(other.displayName, 'en'));
  const chosen = sorted.find(({ tenantId }) => tenantId === asked.tenant);
  return { person, isVisitor, tenants: sorted, ...(chosen === undefined ? {} : { chosen }), colleagues };
}
