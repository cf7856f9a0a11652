import type { RotationKey } from '../domain/identifiers.ts';
import { promote } from '../domain/protocol.ts';
import { isIn } from '../domain/rotation.ts';
import type { CredentialLabels, Now, RotationStore } from '../ports.ts';
import { requireRotation } from './approved-rotation.ts';
import { factAbout } from './facts.ts';

export interface PromotePasswordPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance'>;
  readonly labels: CredentialLabels;
  readonly now: Now;
}

/** Makes a proven password the current one: the move of the label is the commit. */
export async function promotePassword(ports: PromotePasswordPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  if (!isIn(rotation, 'proven')) return;
  await ports.labels.promote(key.tenantId, key.accountId, rotation.state.versionId);
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
