import type { Rotation } from '../rotation/rotation.ts';
import { finalStatuses, type Outcome } from '../rotation/rotation.ts';
import type { TenantInCycle } from './cycle.ts';

/** How many rotations stand at which end. */
export type Ends = Readonly<Record<Outcome, number>>;

/** How the rotations of a tenant stand now, as its row counts them: a reopened one stands at no end until it has one again. */
export const endsOf = (tenant: TenantInCycle): Ends => ({
  rotated: atLeastNone(tenant.rotated),
  failed: atLeastNone(tenant.failed),
  uncertain: atLeastNone(tenant.uncertain),
  rejected: atLeastNone(tenant.rejected),
  expired: atLeastNone(tenant.expired),
});

const atLeastNone = (count = 0) => Math.max(0, count);

/** What a change of a rotation adds to the counts of its tenant, and takes from them. Ends that stay as they are, are left out. */
export function endsMoved(from: Rotation, to: Rotation): Readonly<Partial<Record<Outcome, number>>> {
  const left = countedEnd(from);
  const reached = countedEnd(to);
  if (left === reached) return {};
  return { ...(left === undefined ? {} : { [left]: -1 }), ...(reached === undefined ? {} : { [reached]: 1 }) };
}

/** Its end is counted once its workflow has recorded it: `rejected` and `expired` are known before that. */
const countedEnd = ({ closed, state }: Rotation): Outcome | undefined =>
  closed ? finalStatuses.find((status) => status === state.status) : undefined;
