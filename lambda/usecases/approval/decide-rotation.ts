import type { RotationKey } from '../../domain/identifiers.ts';
import { firstNotSeen, mayDecide, needsTwoPersons, voteProblem } from '../../domain/rotation/approval.ts';
import { approve, approveFirst, reject } from '../../domain/rotation/protocol.ts';
import { type InState, isIn, type Rotation, type Vote } from '../../domain/rotation/rotation.ts';
import { type RotationStore, StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAbout } from '../facts.ts';
import { type DecidingPorts, findDecidable, type RefusedDecision } from './deciding.ts';

export interface DecideRotationPorts extends DecidingPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance'>;
}

export type Choice =
  | {
      readonly decision: 'approve';
      readonly reason?: string;
      /** Whether the technician saw what the first of two said. `false`: this approval does not count as the second. Left out: yes. */
      readonly knowsFirst?: boolean;
    }
  | { readonly decision: 'reject'; readonly reason: string };

export type DecisionResult =
  | { readonly outcome: 'decided'; readonly rotation: Rotation }
  /** Recorded as the first of two approvals: the rotation still waits, for another technician. */
  | { readonly outcome: 'first-of-two'; readonly rotation: Rotation }
  | RefusedDecision;

/**
 * Records a technician's decision about one rotation. It is in the row from then on; who calls this tells the workflow with
 * `completeTokens`, and `remind` does so later if that fails. Where two persons must approve, the first approval decides nothing.
 */
export async function decideRotation(
  ports: DecideRotationPorts,
  by: ActingTechnician,
  key: RotationKey,
  choice: Choice,
): Promise<DecisionResult> {
  const found = await findDecidable(ports, by, key);
  if (found.outcome === 'refused') return found;
  const { technician, tenant, rotation } = found;
  const now = ports.now();
  const permission = mayDecide(technician, rotation, tenant, now, choice.decision);
  if (!permission.allowed) return { outcome: 'refused', refusal: permission, rotation };
  if (!isIn(rotation, 'awaiting-approval')) return decidedMeanwhile(rotation);
  const firstStands = (first: Vote) => voteProblem(first, rotation, tenant, ports.estate) === undefined;
  const { first } = rotation.state;
  if (choice.decision === 'approve' && choice.knowsFirst === false && first !== undefined && firstStands(first)) {
    return { outcome: 'refused', refusal: firstNotSeen(first), rotation };
  }
  const reason = choice.reason?.trim();
  const vote = { by: by.actor, at: now.toISOString(), ...(reason ? { reason } : {}) };
  const [outcome, action, next] =
    choice.decision === 'approve'
      ? approved(rotation, vote, {
          ofTwo: needsTwoPersons(rotation, tenant, ports.estate),
          firstStands,
        })
      : (['decided', 'approval.rejected', reject(rotation, { ...vote, reason: choice.reason })] as const);
  try {
    const decided = await ports.rotations.advance(
      rotation,
      next,
      factAbout(rotation, { action, reason: vote.reason, by, component: 'approvals', now }),
    );
    return { outcome, rotation: decided };
  } catch (error) {
    if (!(error instanceof StaleState)) throw error;
    return decidedMeanwhile((await ports.rotations.find(key)) ?? rotation);
  }
}

/** A first approval that does not stand any more, as when its technician has left, counts for nothing: this one takes its place. */
function approved(
  rotation: InState<'awaiting-approval'>,
  vote: Vote,
  { ofTwo, firstStands }: { readonly ofTwo: boolean; readonly firstStands: (first: Vote) => boolean },
) {
  const { first } = rotation.state;
  if (first !== undefined && firstStands(first)) {
    return ['decided', 'approval.approved', approve(rotation, { ...first, second: vote })] as const;
  }
  return ofTwo
    ? (['first-of-two', 'approval.first', approveFirst(rotation, vote)] as const)
    : (['decided', 'approval.approved', approve(rotation, vote)] as const);
}

const decidedMeanwhile = (rotation: Rotation): DecisionResult => ({
  outcome: 'refused',
  refusal: {
    allowed: false,
    reason: 'decided',
    sentence: isIn(rotation, 'awaiting-approval')
      ? 'Somebody else decided about this at the same moment: look at it once more.'
      : 'This approval was decided meanwhile.',
  },
  rotation,
});
