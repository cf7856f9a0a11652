import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { isOwnAccount } from '../../domain/rotation/approval.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { Visitor } from '../visitor.ts';

/** The rotations of one tenant, as one technician may decide them. */
export interface TenantApprovals {
  readonly tenantId: string;
  readonly displayName: string;
  /** May be decided by this technician now. */
  readonly open: readonly Rotation[];
  /** Wait for somebody else, because they are this technician's own accounts. */
  readonly own: readonly Rotation[];
  /** Decided or expired: shown, not offered. */
  readonly decided: readonly Rotation[];
}

export interface CycleApprovals {
  readonly cycle: Cycle;
  readonly tenants: readonly TenantApprovals[];
}

export interface ApprovalsReader {
  readonly cycles: Pick<CycleStore, 'find'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
}

/**
 * How many accounts a page offers, and how many decided ones it lists. 500 decisions fit into a form with a reason each, into an
 * answer of Lambda (6 MB), and into the seconds that a function has to record them.
 */
export const MOST_AT_ONCE = 500;

/** The part of the approvals that one page shows, first tenants first. What it leaves out is offered when this part is decided. */
export function onOnePage({ cycle, tenants }: CycleApprovals): CycleApprovals & { readonly more: number } {
  let [open, own, decided] = [MOST_AT_ONCE, MOST_AT_ONCE, MOST_AT_ONCE];
  const shown = tenants.map((tenant) => {
    const part = {
      ...tenant,
      open: tenant.open.slice(0, open),
      own: tenant.own.slice(0, own),
      decided: tenant.decided.slice(0, decided),
    };
    open -= part.open.length;
    own -= part.own.length;
    decided -= part.decided.length;
    return part;
  });
  const page = { cycle, tenants: shown.filter((each) => each.open.length + each.own.length + each.decided.length > 0) };
  return { ...page, more: openRotations({ cycle, tenants }).length - openRotations(page).length };
}

/** @returns `undefined` when there is no such cycle, or nothing in it for this technician */
export async function approvalsOf(
  ports: ApprovalsReader,
  visitor: Visitor,
  cycleId: string,
  now: Date,
): Promise<CycleApprovals | undefined> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined || cycle.dryRun) return undefined;
  const tenants = await mapConcurrently(visitor.tenants, async ({ tenantId, displayName }) => {
    const rotations = await ports.rotations.ofTenant(cycleId, tenantId);
    const waits = (rotation: Rotation) =>
      rotation.state.status === 'awaiting-approval' && new Date(rotation.decideBefore) > now;
    return {
      tenantId,
      displayName,
      open: rotations
        .filter((rotation) => waits(rotation) && !isOwnAccount(visitor.technician, rotation))
        .toSorted(byName),
      own: rotations
        .filter((rotation) => waits(rotation) && isOwnAccount(visitor.technician, rotation))
        .toSorted(byName),
      decided: rotations.filter((rotation) => !waits(rotation)).toSorted(byName),
    };
  });
  const involved = tenants.filter(({ open, own, decided }) => open.length + own.length + decided.length > 0);
  return involved.length === 0 ? undefined : { cycle, tenants: involved };
}

const byName = (a: Rotation, b: Rotation): number =>
  a.account.userPrincipalName.localeCompare(b.account.userPrincipalName, 'en');

export const openRotations = ({ tenants }: CycleApprovals): readonly Rotation[] => tenants.flatMap(({ open }) => open);
export const allRotations = ({ tenants }: CycleApprovals): readonly Rotation[] =>
  tenants.flatMap(({ open, own, decided }) => [...open, ...own, ...decided]);
