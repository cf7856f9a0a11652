import { mapConcurrently } from '../../domain/concurrency.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type Filter, filtered, fits } from './filter.ts';
import type { CycleApprovals } from './waiting-rotations.ts';

export interface DecidedReader {
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
}

/** How many decided accounts a page lists. */
const MOST_DECIDED = 500;

/** Rotations that wait no more, decided or expired, as the filter asks for them; tenant by tenant, by name. */
export async function decidedLike(
  { rotations }: DecidedReader,
  { cycle, tenants }: CycleApprovals,
  filter: Filter,
  now: Date,
): Promise<readonly Rotation[]> {
  const asked = filtered(tenants, { ...filter, status: 'decided' }, now).filter(({ decided }) => decided > 0);
  const found = await mapConcurrently(asked, async ({ tenant }) =>
    (await rotations.ofTenant(cycle.cycleId, tenant.tenantId))
      .filter((each) => !isIn(each, 'awaiting-approval') || Date.parse(each.decideBefore) <= now.getTime())
      .filter((each) => fits(each, filter, filter.search.toLowerCase(), now))
      .toSorted((a, b) => compareNames(a.account.userPrincipalName, b.account.userPrincipalName)),
  );
  return found.flat().slice(0, MOST_DECIDED);
}
