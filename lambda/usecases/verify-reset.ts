import { ResetNotVisible } from '../domain/errors.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import { prove, showsReset } from '../domain/protocol.ts';
import { isIn } from '../domain/rotation.ts';
import type { DirectoryReader, Now, RotationStore } from '../ports.ts';
import { requireRotation } from './approved-rotation.ts';
import { factAbout } from './facts.ts';

export interface VerifyResetPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance'>;
  readonly directory: Pick<DirectoryReader, 'readAccount'>;
  readonly now: Now;
}

/**
 * Proves a reset: the directory shows that the password changed since before the attempt.
 *
 * @throws {ResetNotVisible} not yet; the workflow asks again for minutes
 */
export async function verifyReset(ports: VerifyResetPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  if (!isIn(rotation, 'applied')) return;
  const live = await ports.directory.readAccount(key.tenantId, key.accountId);
  const changedAt = live?.user.lastPasswordChangeDateTime;
  if (!showsReset(rotation.state.passwordChangedBefore, changedAt)) {
    throw new ResetNotVisible(
      live === undefined
        ? 'the directory does not have the account any more'
        : 'the directory does not show the reset yet',
    );
  }
  await ports.rotations.advance(
    rotation,
    prove(rotation, changedAt),
    factAbout(rotation, {
      action: 'reset.proven',
      evidence: { graphRequestId: rotation.state.graphRequestId, detail: `lastPasswordChangeDateTime ${changedAt}` },
      component: 'verify-reset',
      now: ports.now(),
    }),
  );
}
