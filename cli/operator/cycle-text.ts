import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';

/**
 * Where a cycle is: `open: technicians decide until …`, `closed: 3 rotated, …`, or `closed as failed (why): 3 rotated, …`. Of a dry run, in
 * which nobody decides and nothing is rotated, how much it has read.
 */
export function cycleOutcome({
  status,
  totals,
  decideBefore,
  failure,
  dryRun = false,
}: Pick<Cycle, 'status' | 'totals' | 'decideBefore' | 'failure'> & Partial<Pick<Cycle, 'dryRun'>>): string {
  if (totals === undefined)
    return dryRun ? `${status}: tenants are read` : `${status}: technicians decide until ${decideBefore}`;
  const { rotated, failed, uncertain, rejected, expired, accountsSeen, tenants, tenantsFailed } = totals;
  const came = dryRun
    ? `${accountsSeen} accounts seen in ${counted(tenants, 'tenant')}`
    : `${rotated} rotated, ${failed} failed, ${uncertain} uncertain, ${rejected} rejected, ${expired} expired`;
  return [
    `${status}${failure === undefined ? '' : ` as failed (${printable(failure)})`}: ${came}`,
    ...(tenantsFailed === 0 ? [] : [`${tenantsFailed} of ${counted(tenants, 'tenant')} failed`]),
  ].join(', ');
}

/** Address of a cycle's pages; `undefined` where it was opened without a portal. */
export const pageOf = ({ portalUrl, cycleId }: Pick<Cycle, 'portalUrl' | 'cycleId'>): string | undefined =>
  portalUrl === undefined ? undefined : `${portalUrl}/cycles/${cycleId}`;
