import * as z from 'zod';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Exposure, Seer } from '../../domain/credential/exposure.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { ChangedPasswords } from '../../ports/password-watch.ts';
import type { Visitor } from '../visitor.ts';

export interface SeenPassword extends Exposure {
  /** ISO 8601, UTC: somebody else has changed the password since, so that what was seen does not work. */
  readonly changedAt?: string;
}

export interface ExposedTenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly exposures: readonly SeenPassword[];
}

/** What one person has seen, as far as this visitor may know it. */
export interface ExposuresOf {
  /** `undefined`: an auditor, who sees no password, has chosen nobody yet. */
  readonly person: Seer | undefined;
  readonly isVisitor: boolean;
  /** In the order of their names. */
  readonly tenants: readonly ExposedTenant[];
  /** The tenant that was chosen from many; left out: all are shown. */
  readonly chosen?: ExposedTenant;
  /** Other people who have ever seen a password: for leads and auditors alone. Also those who left the estate. */
  readonly colleagues: readonly Seer[];
}

export interface ExposuresPorts {
  readonly exposures: ExposureReader;
  readonly changed: Pick<ChangedPasswords, 'changedElsewhere'>;
}

const querySchema = z.object({ technician: z.guid().optional(), tenant: z.guid().optional() });

/**
 * What the visitor has seen; for a lead also what colleagues have seen in the lead's tenants; for an auditor, what people have seen in
 * the auditor's.
 *
 * @param query  whose, and in which tenant; anything that is no id, or nobody's, counts as left out
 */
export async function exposuresFor(
  { exposures, changed }: ExposuresPorts,
  visitor: Visitor,
  query: { readonly technician?: string | undefined; readonly tenant?: string | undefined },
): Promise<ExposuresOf> {
  const asked = querySchema.safeParse(query).data ?? {};
  const own: Seer | undefined =
    visitor.role === 'technician'
      ? { technicianObjectId: visitor.technician.objectId, technicianName: visitor.actor.name }
      : undefined;
  const colleagues = (await othersFor(exposures, visitor)).filter(
    (each) => each.technicianObjectId !== own?.technicianObjectId,
  );
  const person = colleagues.find((each) => each.technicianObjectId === asked.technician) ?? own;
  const isVisitor = person !== undefined && person === own;
  const all = person === undefined ? [] : await exposures.ofTechnician(person.technicianObjectId);
  const known = all.filter((each) => isVisitor || isMine(visitor, each));
  const byTenant = new Map<string, Exposure[]>();
  for (const each of known) byTenant.set(each.tenantId, [...(byTenant.get(each.tenantId) ?? []), each]);
  const changes = new Map(
    (known.length === 0 ? [] : await changed.changedElsewhere()).map((each) => [accountOf(each), each.changedAt]),
  );
  const shown = [...byTenant].map(([tenantId, found]) => ({
    tenantId,
    displayName: found[0]?.tenantDisplayName ?? tenantId,
    exposures: found
      .toSorted((one, other) => (one.userPrincipalName < other.userPrincipalName ? -1 : 1))
      .map((each) => {
        const changedAt = changes.get(accountOf(each));
        return changedAt === undefined ? each : { ...each, changedAt };
      }),
  }));
  const sorted = shown.toSorted((one, other) => one.displayName.localeCompare(other.displayName, 'en'));
  const chosen = sorted.find(({ tenantId }) => tenantId === asked.tenant);
  return { person, isVisitor, tenants: sorted, ...(chosen === undefined ? {} : { chosen }), colleagues };
}

/** Whom the visitor may ask about. An auditor of some tenants does not learn who works for others. */
async function othersFor(exposures: ExposureReader, visitor: Visitor): Promise<readonly Seer[]> {
  if (visitor.role === 'technician') return visitor.technician.lead ? exposures.seers() : [];
  const seers = await exposures.seers();
  if (visitor.auditor.tenants === 'all') return seers;
  const seen = await mapConcurrently(seers, async (seer) =>
    (await exposures.ofTechnician(seer.technicianObjectId)).some((each) => isMine(visitor, each)),
  );
  return seers.filter((_, n) => seen[n]);
}

const isMine = ({ tenants }: Visitor, { tenantId }: Exposure) => tenants.some((mine) => mine.tenantId === tenantId);

const accountOf = ({ tenantId, accountId }: Pick<Exposure, 'tenantId' | 'accountId'>) => `${tenantId}#${accountId}`;
