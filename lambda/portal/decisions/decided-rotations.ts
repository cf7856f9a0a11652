import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { mayWithdraw } from '../../domain/rotation/approval.ts';
import type { Rotation, Vote } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TechnicianVisitor } from '../visitor.ts';

export interface DecisionsReader {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
}

/** An account about which somebody has said something. */
export interface DecidedAccount {
  readonly rotation: Rotation;
  /** Whether this technician may take the approval back now. */
  readonly mayWithdraw: boolean;
}

export interface CycleDecisions {
  readonly cycle: Cycle;
  readonly decided: readonly DecidedAccount[];
}

/**
 * What was decided in a cycle, newest first.
 *
 * @param by  `me`: with an approval or rejection of this technician; `everybody`: in all tenants of this technician
 * @returns `undefined` when there is no such cycle, or none of the technician's tenants is in it
 */
export async function decisionsOf(
  { cycles, rotations }: DecisionsReader,
  { technician, tenants }: TechnicianVisitor,
  cycleId: string,
  by: 'me' | 'everybody',
): Promise<CycleDecisions | undefined> {
  const [cycle, inCycle] = await Promise.all([cycles.find(cycleId), cycles.tenantsOf(cycleId)]);
  if (cycle === undefined || cycle.dryRun) return undefined;
  const asked = new Set(inCycle.filter(({ rotations: count }) => count > 0).map(({ tenantId }) => tenantId));
  const mine = tenants.filter(({ tenantId }) => asked.has(tenantId));
  if (mine.length === 0) return undefined;
  const decided = await mapConcurrently(mine, async (tenant) => {
    const all = await rotations.ofTenant(cycleId, tenant.tenantId);
    return all
      .filter((rotation) => votesOn(rotation).some((vote) => by === 'everybody' || isOf(vote, technician.objectId)))
      .map((rotation) => ({ rotation, mayWithdraw: mayWithdraw(technician, rotation, tenant).allowed }));
  });
  return { cycle, decided: decided.flat().toSorted((a, b) => lastVote(b).localeCompare(lastVote(a))) };
}

/** What technicians said about a rotation, oldest first. */
export function votesOn({ state }: Pick<Rotation, 'state'>): readonly Vote[] {
  if (state.status === 'awaiting-approval') return state.first === undefined ? [] : [state.first];
  if (!('decision' in state) || state.decision === undefined) return [];
  const { second, ...first } = state.decision;
  return second === undefined ? [first] : [first, second];
}

const isOf = ({ by }: Vote, objectId: string) => by.objectId.toLowerCase() === objectId.toLowerCase();

const lastVote = ({ rotation }: DecidedAccount): string => votesOn(rotation).at(-1)?.at ?? '';
