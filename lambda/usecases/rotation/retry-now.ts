import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { reopening } from '../../domain/rotation/reopening.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { ReopeningStarts, Started } from '../../ports/starts.ts';
import { type ActingTechnician, factAbout } from '../facts.ts';

export interface RetryNowPorts {
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly reopeningStarts: ReopeningStarts;
  readonly estate: Estate;
  readonly now: Now;
}

export type RetryNow =
  /** `exists`: the same was asked for within the last minutes. */
  | { readonly outcome: Started }
  /** Why it cannot be tried again, in the words of the command line. */
  | { readonly outcome: 'refused'; readonly sentence: string };

/**
 * Presses within so many minutes start one workflow. A name is taken for 90 days, so that a workflow which found nothing to do must not
 * stand in the way of another try; two workflows at once do no harm, since the row is reopened once under each number.
 */
const NAME_MINUTES = 5;

/**
 * Tries a rotation again that failed or is uncertain, because a technician asks for it: what `rotation retry` does, by the same rule and
 * the same workflow. The approval is the one that the rotation has, and `reopen-rotation` looks at it again (R1).
 */
export async function retryNow(
  ports: RetryNowPorts,
  by: ActingTechnician,
  rotation: Rotation,
  tenant: EstateTenant,
  reason: string,
): Promise<RetryNow> {
  const now = ports.now();
  const answer = reopening(rotation, 'retry', tenant, ports.estate, now);
  if (!answer.allowed) return { outcome: 'refused', sentence: answer.sentence };
  const asked = { action: 'rotation.requested', reason, evidence: { detail: 'asked that it is tried again' } } as const;
  await ports.rotations.note(factAbout(rotation, { ...asked, by, component: 'portal', now }));
  const { cycleId, tenantId, accountId, rotationId } = rotation;
  const n = (rotation.reopened ?? 0) + 1;
  const slot = Math.floor(now.getTime() / (NAME_MINUTES * 60_000));
  const outcome = await ports.reopeningStarts.start(`${rotationId}-r${n}-${slot}`, {
    cycleId,
    tenantId,
    accountId,
    rotationId,
    reopen: { n, mode: 'retry', requestedBy: { technician: by.actor.objectId }, reason },
  });
  return { outcome };
}
