import type { Estate } from '../../../config/estate.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { mayDecide, type Permission } from '../../domain/rotation/approval.ts';
import { approve, reject } from '../../domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import { type RotationStore, StaleState, type TaskTokens } from '../../ports/rotation.ts';
import { type ActingTechnician, factAbout } from '../facts.ts';

export interface DecideRotationPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance' | 'taskTokenOf' | 'forgetTaskToken'>;
  readonly taskTokens: TaskTokens;
  readonly estate: Estate;
  readonly now: Now;
  /** Called when the task token could not be completed. The decision stands, and `remind` completes the token later. */
  readonly reportFailure: (error: unknown) => void;
}

export type Choice =
  | { readonly decision: 'approve'; readonly reason?: string }
  | { readonly decision: 'reject'; readonly reason: string };

export type DecisionResult =
  | { readonly outcome: 'decided'; readonly rotation: Rotation }
  | {
      readonly outcome: 'refused';
      readonly refusal: Permission & { readonly allowed: false };
      readonly rotation?: Rotation;
    };

/**
 * Records a technician's decision about one rotation, and completes the task token of its workflow. The decision is in the row:
 * where completing the token fails, `remind` completes it later.
 */
export async function decideRotation(
  ports: DecideRotationPorts,
  by: ActingTechnician,
  key: RotationKey,
  choice: Choice,
): Promise<DecisionResult> {
  const technician = ports.estate.technicians.find((each) => each.objectId === by.actor.objectId);
  const tenant = ports.estate.tenants.find((each) => each.tenantId === key.tenantId);
  const rotation = await ports.rotations.find(key);
  if (technician === undefined || tenant === undefined || rotation === undefined) {
    const sentence = 'There is no such approval for you.';
    return { outcome: 'refused', refusal: { allowed: false, reason: 'other-tenant', sentence } };
  }
  const now = ports.now();
  const permission = mayDecide(technician, rotation, tenant, now);
  if (!permission.allowed) return { outcome: 'refused', refusal: permission, rotation };
  if (!isIn(rotation, 'awaiting-approval')) return decidedMeanwhile(rotation);
  const reason = choice.reason?.trim();
  const decision = { by: by.actor, at: now.toISOString(), ...(reason ? { reason } : {}) };
  const next =
    choice.decision === 'approve'
      ? approve(rotation, decision)
      : reject(rotation, { ...decision, reason: choice.reason });
  try {
    const decided = await ports.rotations.advance(
      rotation,
      next,
      factAbout(rotation, {
        action: choice.decision === 'approve' ? 'approval.approved' : 'approval.rejected',
        reason: decision.reason,
        by,
        component: 'portal',
        now,
      }),
    );
    await completeDecisionToken(ports, decided).catch((error: unknown) => ports.reportFailure(error));
    return { outcome: 'decided', rotation: decided };
  } catch (error) {
    if (!(error instanceof StaleState)) throw error;
    return decidedMeanwhile((await ports.rotations.find(key)) ?? rotation);
  }
}

const decidedMeanwhile = (rotation: Rotation): DecisionResult => ({
  outcome: 'refused',
  refusal: { allowed: false, reason: 'decided', sentence: 'This approval was decided meanwhile.' },
  rotation,
});

/** @returns whether a workflow was waiting for the decision */
export async function completeDecisionToken(
  ports: {
    readonly rotations: Pick<RotationStore, 'taskTokenOf' | 'forgetTaskToken'>;
    readonly taskTokens: TaskTokens;
  },
  key: RotationKey,
): Promise<boolean> {
  const taskToken = await ports.rotations.taskTokenOf(key);
  if (taskToken === undefined) return false;
  const answer = await ports.taskTokens.complete(taskToken);
  await ports.rotations.forgetTaskToken(key, taskToken);
  return answer === 'completed';
}
