import type { Estate } from '../../../config/estate.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import type { Recipient } from '../../domain/credential/link.ts';
import { mustNotDecide } from '../../domain/rotation/approval.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';

/** From the approval on until the password is handed over. */
const approvedStatuses = ['approved', 'staged', 'maybe-applied', 'applied', 'proven', 'current'] as const;
type ApprovedStatus = (typeof approvedStatuses)[number];

/** Whether a rotation is approved, and its password is not handed over yet. */
export const isUnderWay = (rotation: Rotation): rotation is InState<ApprovedStatus> =>
  isIn(rotation, ...approvedStatuses);

/** The technician of a rotation that is approved, whatever came after; `undefined` for one that is not. */
export const collectorOf = (estate: Estate, rotation: Rotation): Recipient | undefined =>
  isIn(rotation, ...approvedStatuses, 'delivered', 'rotated') ? recipientFor(estate, rotation) : undefined;

/**
 * Who collects the password: whom the estate names for the tenant, where that technician decides there and does not own the account;
 * whoever approved otherwise. Of two who approved, the second: the one who looked at it last, and is at work now.
 */
export function recipientFor(
  { technicians, tenants }: Estate,
  rotation: InState<ApprovedStatus | 'delivered' | 'rotated'>,
): Recipient {
  const tenant = tenants.find(({ tenantId }) => tenantId === rotation.tenantId);
  const named = technicians.find(({ objectId }) => objectId === tenant?.recipient);
  if (named !== undefined && tenant !== undefined && decidesFor(named, tenant)) {
    if (mustNotDecide(named, rotation, tenant) === undefined) return named;
  }
  const { decision } = rotation.state;
  return (decision.second ?? decision).by;
}
