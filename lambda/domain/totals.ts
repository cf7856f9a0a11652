import type { TenantInCycle, Totals } from './cycle/cycle.ts';
import { isIn, type Rotation } from './rotation/rotation.ts';

/** The totals of a cycle, or of some of its tenants. */
export function totalsOf(tenants: readonly TenantInCycle[], rotations: readonly Rotation[]): Totals {
  const ended = (status: Rotation['state']['status']) => rotations.filter((each) => isIn(each, status)).length;
  const excluded: Record<string, number> = {};
  for (const tenant of tenants) {
    for (const [reason, count] of Object.entries(tenant.excluded)) excluded[reason] = (excluded[reason] ?? 0) + count;
  }
  return {
    tenants: tenants.length,
    tenantsFailed: tenants.filter((each) => each.status === 'failed').length,
    accountsSeen: tenants.reduce((sum, each) => sum + each.accountsSeen, 0),
    excluded,
    approved: rotations.filter(wasApproved).length,
    rejected: ended('rejected'),
    expired: ended('expired'),
    rotated: ended('rotated'),
    failed: ended('failed'),
    uncertain: ended('uncertain'),
    linksIssued: rotations.filter(({ state }) => 'linkId' in state && state.linkId !== undefined).length,
  };
}

/** How many accounts a discovery would rotate: all that it saw, but those left out. */
export const countToRotate = ({ accountsSeen, excluded }: Pick<Totals, 'accountsSeen' | 'excluded'>): number =>
  accountsSeen - countLeftOut(excluded);

/** How many accounts were left out, whatever the reason. */
export const countLeftOut = (excluded: Totals['excluded']): number =>
  Object.values(excluded).reduce((sum, count) => sum + count, 0);

const wasApproved = ({ state }: Rotation) =>
  state.status !== 'rejected' && 'decision' in state && state.decision !== undefined;
