import type { RotationKey } from '../../domain/identifiers.ts';
import { promote } from '../../domain/rotation/protocol.ts';
import { isIn } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { CredentialLabels } from '../../ports/credential.ts';
import { type RotationStore, StaleState } from '../../ports/rotation.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';

export interface PromotePasswordPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance'>;
  readonly labels: CredentialLabels;
  readonly now: Now;
}

/**
 * Makes a proven password the current one: the move of the label is the commit.
 *
 * @throws {StaleState} the rotation or a label changed meanwhile; the workflow tries again
 */
export async function promotePassword(ports: PromotePasswordPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  if (!isIn(rotation, 'proven')) return;
  const requireStillProven = async () => {
    const { revision } = await requireRotation(ports.rotations, key);
    if (revision !== rotation.revision) throw new StaleState('the rotation changed while its password was promoted');
  };
  await ports.labels.promote(key.tenantId, key.accountId, rotation.state.versionId, requireStillProven);
  await ports.rotations.advance(
    rotation,
    promote(rotation),
    factAbout(rotation, {
      action: 'credential.promoted',
      evidence: { secretVersionId: rotation.state.versionId },
      component: 'promote-password',
      now: ports.now(),
    }),
  );
}
