import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { mustNotDecide } from '../../domain/rotation/approval.ts';
import type { WaitingRotation } from '../../domain/rotation/rotation.ts';
import { openLinksFor } from '../../usecases/credential/open-links.ts';
import type { PortalSettings } from '../environment.ts';
import type { Visitor } from '../visitor.ts';
import type { CyclePorts } from './cycle-overview.ts';

/** What a technician must still decide in one cycle. */
export interface WaitingApprovals {
  readonly cycleId: string;
  /** The soonest. */
  readonly decideBefore: string;
  readonly tenants: readonly string[];
  readonly accounts: number;
  /** How many of them another technician must decide, because the accounts are, or may be, this technician's own. */
  readonly own: number;
}

export interface Waiting {
  readonly approvals: readonly WaitingApprovals[];
  /** Links of this technician whose passwords are not known to be stored, what expires first in front. */
  readonly links: readonly CredentialLink[];
  readonly latest: Cycle | undefined;
}

/** Everything that waits for a technician, soonest deadline first. */
export async function waitingFor(ports: CyclePorts, settings: PortalSettings, visitor: Visitor): Promise<Waiting> {
  const now = settings.now();
  const [open, cycles, { mine }] = await Promise.all([
    mapConcurrently(visitor.tenants, ({ tenantId }) => ports.rotations.openFor(tenantId)),
    ports.cycles.latest(1),
    openLinksFor(ports, settings.estate, visitor.technician, visitor.tenants, now),
  ]);
  const undecided = open
    .flat()
    .filter(({ state, decideBefore }) => state.status === 'awaiting-approval' && new Date(decideBefore) > now);
  return {
    approvals: approvalsByCycle(visitor, undecided),
    links: mine,
    latest: cycles[0],
  };
}

function approvalsByCycle(visitor: Visitor, undecided: readonly WaitingRotation[]): WaitingApprovals[] {
  return [...new Set(undecided.map(({ cycleId }) => cycleId))]
    .map((cycleId) => {
      const rotations = undecided.filter((rotation) => rotation.cycleId === cycleId);
      return {
        cycleId,
        decideBefore: rotations.map(({ decideBefore }) => decideBefore).toSorted()[0] ?? '',
        tenants: [...new Set(rotations.map(({ tenantDisplayName }) => tenantDisplayName))],
        accounts: rotations.length,
        own: rotations.filter((rotation) =>
          visitor.tenants.some(
            (tenant) =>
              tenant.tenantId === rotation.tenantId &&
              mustNotDecide(visitor.technician, rotation, tenant) !== undefined,
          ),
        ).length,
      };
    })
    .toSorted((a, b) => a.decideBefore.localeCompare(b.decideBefore));
}
