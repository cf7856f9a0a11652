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
 * @throws {ResetNotVisible} not yet; the workflow asks again for minutes
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

/** What a poll of the directory for an uncertain rotation found. `moved`: it is not uncertain (any more); somebody else settled or reopened it. */
export type Polled = 'settled' | 'not-yet' | 'somebody-elses' | 'moved';

/**
 * Polls the directory for a rotation whose outcome is uncertain: settles it when the directory shows a change that can be ours. One
 * that came later was somebody else's: which password works then is for a person to find out.
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
  if (change === 'ours' && speaksForUs(rotation, changedAt)) {
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
 * Where Graph answered, any change that can be ours is. Where it did not, nobody knows whether a request took effect at all, and a
 * person who was called may have set a password by hand minutes later: only a change right after an attempt is taken for ours.
 */
function speaksForUs({ state }: InState<'uncertain'>, changedAt: string): boolean {
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
