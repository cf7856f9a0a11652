import type { RotationKey } from '../../domain/identifiers.ts';
import { mayWithdraw } from '../../domain/rotation/approval.ts';
import { takeBack, takeBackRetried } from '../../domain/rotation/protocol.ts';
import { type Decision, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { type RotationStore, StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAbout } from '../facts.ts';
import { type DecidingPorts, findDecidable, type RefusedDecision } from './deciding.ts';

export interface WithdrawDecisionPorts extends DecidingPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance' | 'close'>;
}

export type WithdrawalResult =
  /** The question is open again; after a retry the rotation has failed again instead, and nobody is asked. */
  { readonly outcome: 'withdrawn'; readonly rotation: Rotation } | RefusedDecision;

/**
 * Takes an approval back, or the first one of two, until its password is staged. Whoever may decide about the account may do it: an
 * approval by mistake is often seen by somebody else. Staging writes the same row at the same revision, so that one of both wins; a
 * password that was stored before it lost is applied by nobody, and used once the rotation is approved again.
 */
export async function withdrawDecision(
  ports: WithdrawDecisionPorts,
  by: ActingTechnician,
  key: RotationKey,
  reason?: string,
): Promise<WithdrawalResult> {
  const found = await findDecidable(ports, by, key);
  if (found.outcome === 'refused') return found;
  const { technician, tenant, rotation } = found;
  const permission = mayWithdraw(technician, rotation, tenant);
  if (!permission.allowed) return { outcome: 'refused', refusal: permission, rotation };
  const fact = factAbout(rotation, {
    action: 'approval.withdrawn',
    reason: reason?.trim() || undefined,
    evidence: { detail: whose(rotation) },
    by,
    component: 'approvals',
    now: ports.now(),
  });
  try {
    // A rotation that was counted already ended once: it ends again, with its account lock released.
    const withdrawn =
      rotation.closed && isIn(rotation, 'approved')
        ? await ports.rotations.close(rotation, takeBackRetried(rotation), fact)
        : await ports.rotations.advance(rotation, reopened(rotation), fact);
    return { outcome: 'withdrawn', rotation: withdrawn };
  } catch (error) {
    if (!(error instanceof StaleState)) throw error;
    return overtaken((await ports.rotations.find(key)) ?? rotation);
  }
}

function reopened(rotation: Rotation): Rotation {
  if (isIn(rotation, 'approved', 'awaiting-approval')) return takeBack(rotation);
  throw new Error(`a rotation that is ${rotation.state.status} has no approval to withdraw`);
}

const overtaken = (rotation: Rotation): RefusedDecision => ({
  outcome: 'refused',
  refusal: {
    allowed: false,
    reason: 'decided',
    sentence: 'Something else happened to it at the same moment: look at it once more.',
  },
  rotation,
});

/** Whose approval it was, for the record. */
function whose({ state }: Rotation): string {
  const decision: Decision | undefined =
    state.status === 'awaiting-approval' ? state.first : state.status === 'approved' ? state.decision : undefined;
  const names = [decision?.by.name, decision?.second?.by.name].flatMap((each) => each ?? []);
  return `approved by ${names.join(' and ')}`;
}
