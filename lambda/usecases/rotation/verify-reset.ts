import { ResetNotVisible } from '../../domain/errors.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { changeSince, isAnswered, prove, showsAttempt, stayUncertain } from '../../domain/rotation/protocol.ts';
import { type InState, isIn } from '../../domain/rotation/rotation.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';
import type { Now } from '../../ports/clock.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';

export interface VerifyResetPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance'>;
  readonly directory: Pick<DirectoryReader, 'readUser'>;
  readonly now: Now;
}

const component = 'verify-reset';

/**
 * Proves a reset: the directory shows that the password changed since before the attempt.
 *
 * @throws {ResetNotVisible} the directory does not show it yet; the workflow tries again for minutes
 */
export async function verifyReset(ports: VerifyResetPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  if (!isIn(rotation, 'applied')) return;
  const user = await ports.directory.readUser(key.tenantId, key.accountId);
  const changedAt = user?.lastPasswordChangeDateTime;
  if (changedAt === undefined || changeSince(rotation.state, changedAt) !== 'ours') {
    throw new ResetNotVisible(
      user === undefined
        ? 'the directory does not have the account any more'
        : changeSince(rotation.state, changedAt) === 'none'
          ? 'the directory does not show the reset yet'
          : changedByOthers(changedAt),
    );
  }
  await recordProof(ports, rotation, changedAt);
}

/** The result of polling the directory for an uncertain rotation. `moved`: it is not uncertain any more, or a later run polls for it. */
export type Polled = 'settled' | 'not-yet' | 'somebody-elses' | 'moved';

/**
 * Polls the directory for a rotation whose outcome is uncertain, and settles it when the directory shows a change that can be ours. A
 * later change was somebody else's: then a person must find out which password works.
 *
 * @param run  the run of the rotation that it polls for
 */
export async function settleUncertain(ports: VerifyResetPorts, key: RotationKey, run = 0): Promise<Polled> {
  const rotation = await requireRotation(ports.rotations, key);
  if ((rotation.run ?? 0) > run) return 'moved'; // a later run is responsible, and has its own polls
  if (isIn(rotation, 'proven')) return 'settled'; // by an earlier run of this very poll
  if (!isIn(rotation, 'uncertain')) return 'moved';
  const user = await ports.directory.readUser(key.tenantId, key.accountId);
  const changedAt = user?.lastPasswordChangeDateTime;
  const change = changeSince(rotation.state, changedAt);
  if (changedAt === undefined || change === 'none') return 'not-yet';
  if (change === 'ours' && isOurs(rotation, changedAt)) {
    await recordProof(ports, rotation, changedAt);
    return 'settled';
  }
  const reason = change === 'ours' ? perhapsByOthers(changedAt) : changedByOthers(changedAt);
  if (rotation.state.reason !== reason) {
    await ports.rotations.advance(
      rotation,
      stayUncertain(rotation, reason),
      factAbout(rotation, { action: 'reset.uncertain', outcome: 'uncertain', reason, component, now: ports.now() }),
    );
  }
  return 'somebody-elses';
}

/**
 * Where Graph said that it applied the reset, any change that can be ours is ours. Where it gave no answer, the request may have had
 * no effect, and a person who was called may have set a password by hand minutes later: then only a change right after an attempt is.
 */
function isOurs({ state }: InState<'uncertain'>, changedAt: string): boolean {
  return (
    isAnswered(state.answer) ||
    showsAttempt(state, changedAt) ||
    showsAttempt({ ...state, attemptedAt: state.attemptedFrom }, changedAt)
  );
}

const perhapsByOthers = (changedAt: string) =>
  `the directory shows a change of ${changedAt}, and Graph never answered: it may be ours or somebody else's`;

const changedByOthers = (changedAt: string | undefined) =>
  `the directory shows a change of ${changedAt}, later than ours can be: somebody else changed the password`;

const recordProof = (ports: VerifyResetPorts, rotation: InState<'applied' | 'uncertain'>, changedAt: string) =>
  ports.rotations.advance(
    rotation,
    prove(rotation, changedAt),
    factAbout(rotation, {
      action: 'reset.proven',
      evidence: {
        ...(rotation.state.answer?.kind === 'answered' ? { graphRequestId: rotation.state.answer.graphRequestId } : {}),
        detail: `lastPasswordChangeDateTime ${changedAt}`,
      },
      component,
      now: ports.now(),
    }),
  );
