import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { printable } from '../../lambda/domain/text/printable.ts';

/** Where a cycle is: `open: technicians decide until …`, `closed: 3 rotated, …`, or `closed as failed (why): 3 rotated, …`. */
export const cycleOutcome = ({
  status,
  totals,
  decideBefore,
  failure,
}: Pick<Cycle, 'status' | 'totals' | 'decideBefore' | 'failure'>): string =>
  totals === undefined
    ? `${status}: technicians decide until ${decideBefore}`
    : `${status}${failure === undefined ? '' : ` as failed (${printable(failure)})`}: ${totals.rotated} rotated, ${totals.failed} failed, ${totals.uncertain} uncertain, ${totals.rejected} rejected, ${totals.expired} expired`;

/** Address of a cycle's pages; `undefined` where it was opened without a portal. */
export const pageOf = ({ portalUrl, cycleId }: Pick<Cycle, 'portalUrl' | 'cycleId'>): string | undefined =>
  portalUrl === undefined ? undefined : `${portalUrl}/cycles/${cycleId}`;
