import { liveFacts } from '../../domain/accounts/account-facts.ts';
import type { LiveAccount } from '../../domain/accounts/directory.ts';
import { liveStandIns, refusalWithoutStandIn } from '../../domain/accounts/global-administrators.ts';
import { guard } from '../../domain/accounts/never-rotate.ts';
import { furtherReads } from '../../domain/accounts/tenant-rules.ts';
import {
  GraphThrottled,
  GraphUnavailable,
  NotNow,
  PasswordRefused,
  ResetOutcomeUnknown,
  ResetRefused,
  RotationRefused,
} from '../../domain/errors.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { apply, attempt, replace, showsAttempt, withdraw } from '../../domain/rotation/protocol.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { DirectoryReader, PasswordWriter } from '../../ports/accounts.ts';
import type { CredentialReader } from '../../ports/credential.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { liveApproval, requireRotation, requireStandingApproval } from '../approval/standing-approval.ts';
import { tenantOf } from '../estate-lookup.ts';
import { factAbout } from '../facts.ts';
import { type CarryOutPorts, notYet } from './carry-out.ts';

export interface ResetPasswordPorts extends CarryOutPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance' | 'note' | 'isAnyUnlocked'>;
  readonly credentials: CredentialReader;
  readonly directory: Pick<DirectoryReader, 'readAccount'>;
  readonly writer: PasswordWriter;
  /** A UUID, sent with each request to Graph and kept in the audit record. */
  readonly newRequestId: () => string;
}

const component = 'reset-password';

/**
 * Applies the staged password. The attempt is recorded before the request is sent (R3). After a crash or a lost answer the
 * directory is read first: where it shows the attempt's change, that is recorded; otherwise the same stored value is applied again.
 *
 * @throws {RotationRefused} a guard refused
 * @throws {NotNow} it is paused, or the change window has closed: the workflow waits
 * @throws {ResetRefused} Graph refused: nothing was applied
 * @throws {PasswordRefused} Entra's policy refused this password: the workflow stages another one
 * @throws {ResetOutcomeUnknown} it may have been applied; the workflow tries again
 * @throws {GraphThrottled} and {GraphUnavailable}: nothing was applied; the workflow tries again
 */
export async function resetPassword(ports: ResetPasswordPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  await requireStandingApproval(ports, rotation, component);
  const applied = isIn(rotation, 'staged', 'maybe-applied') ? await applyStaged(ports, rotation) : rotation;
  // Also where an earlier run applied it and stopped here: signing out twice is harmless. Also hours later, when an uncertain reset
  // is proven.
  if (isIn(applied, 'applied', 'proven') && endsSessions(applied)) await signOut(ports, applied);
}

async function applyStaged(
  ports: ResetPasswordPorts,
  rotation: InState<'staged' | 'maybe-applied'>,
): Promise<Rotation> {
  const { tenantId, accountId } = rotation;
  const changedAt = await checkLive(ports, rotation);
  if (isIn(rotation, 'maybe-applied') && showsAttempt(rotation.state, changedAt)) {
    return recordSeen(ports, rotation, changedAt);
  }
  const content = await ports.credentials.read(tenantId, accountId, rotation.state.versionId);
  if (content === undefined) throw new Error(`version ${rotation.state.versionId} of the credential is missing`);
  await mustNotWait(ports, rotation);
  const clientRequestId = ports.newRequestId();
  const attempted = await advance(ports, rotation, attempt(rotation, changedAt ?? null, ports.now().toISOString()), {
    action: 'reset.attempted',
    evidence: { clientRequestId, secretVersionId: rotation.state.versionId },
  });
  try {
    const answer = await ports.writer.reset({ tenantId, accountId, password: content.password, clientRequestId });
    return await advance(ports, attempted, apply(attempted, answer), {
      action: 'reset.succeeded',
      evidence: {
        ...(answer.kind === 'answered'
          ? { graphRequestId: answer.graphRequestId }
          : { detail: 'Graph answered, and did not name its request' }),
        clientRequestId,
        secretVersionId: attempted.state.versionId,
      },
    });
  } catch (error) {
    await recordFailure(ports, rotation, attempted, clientRequestId, error);
    throw error;
  }
}

/**
 * The last thing before an attempt is recorded and sent: reading the account may have taken minutes. Of a request whose answer was lost
 * nobody knows the effect. It is not sent again while it is paused, and where the directory does not show it, a person is called; a window
 * that has closed does not stop what was begun in it.
 */
async function mustNotWait(ports: ResetPasswordPorts, rotation: InState<'staged' | 'maybe-applied'>): Promise<void> {
  const wait = await notYet(ports, rotation);
  if (wait === undefined) return;
  if (isIn(rotation, 'staged')) throw new NotNow(wait.sentence);
  if (wait.because === 'paused') {
    throw new ResetOutcomeUnknown('no answer came, and the reset is not sent again while it is paused');
  }
}

/** Open sessions of an administrator must not outlive the password, and in an emergency nobody's. */
const endsSessions = ({ account, emergency = false }: Rotation) => emergency || account.class === 'admin';

/** The attempt took effect, and Graph's answer was lost: the directory shows the change. */
function recordSeen(ports: ResetPasswordPorts, rotation: InState<'maybe-applied'>, changedAt: string) {
  return advance(ports, rotation, apply(rotation, { kind: 'seen-in-directory' }), {
    action: 'reset.succeeded',
    evidence: {
      secretVersionId: rotation.state.versionId,
      detail: `no answer came; lastPasswordChangeDateTime ${changedAt} shows the attempt of ${rotation.state.attemptedAt}`,
    },
  });
}

/** The last guard (R2): the account as the directory shows it now. Returns when its password was last changed. */
async function checkLive(
  ports: ResetPasswordPorts,
  rotation: InState<'staged' | 'maybe-applied'>,
): Promise<string | undefined> {
  const { tenantId, accountId, account } = rotation;
  const tenant = tenantOf(ports.estate, tenantId);
  const live = await ports.directory.readAccount(tenantId, accountId, furtherReads(tenant));
  const guarded = guard(live && liveFacts(live), tenant, account);
  const standIn = guarded.ok && live !== undefined ? await standInAnswer(ports, rotation, live) : guarded;
  const answer = standIn.ok && live !== undefined ? liveApproval(rotation, liveFacts(live), tenant) : standIn;
  if (answer.ok) return live?.user.lastPasswordChangeDateTime;
  await note(ports, rotation, {
    action: 'reset.refused',
    outcome: 'refused',
    reason: answer.refused,
    evidence: { detail: answer.sentence },
  });
  throw new RotationRefused(answer.refused, answer.sentence);
}

/**
 * Whether a Global Administrator has an unlocked stand-in (R2). After the first attempt the account may have the new password
 * already, so the rotation goes on without this check. It still holds its account lock, so it is no stand-in for the others.
 */
async function standInAnswer(
  { rotations }: ResetPasswordPorts,
  rotation: InState<'staged' | 'maybe-applied'>,
  live: LiveAccount,
) {
  const standIns = isIn(rotation, 'staged') ? liveStandIns(live) : undefined;
  return standIns === undefined || (await rotations.isAnyUnlocked(rotation.tenantId, standIns))
    ? ({ ok: true } as const)
    : refusalWithoutStandIn(standIns);
}

/**
 * Records what a failed attempt shows about the password. A refusal of the first attempt (`GraphUnavailable`: nothing was sent)
 * proves that nothing was applied. After an earlier attempt without answer it proves nothing about that one, so the rotation stays
 * `maybe-applied`.
 */
async function recordFailure(
  ports: ResetPasswordPorts,
  before: InState<'staged' | 'maybe-applied'>,
  attempted: InState<'maybe-applied'>,
  clientRequestId: string,
  error: unknown,
): Promise<void> {
  const refused = error instanceof ResetRefused;
  if (!(refused || error instanceof GraphThrottled || error instanceof GraphUnavailable)) {
    await note(ports, attempted, {
      action: 'reset.uncertain',
      outcome: 'uncertain',
      reason: error instanceof Error ? error.name : 'unknown',
      evidence: { clientRequestId },
    });
    return;
  }
  const fact = {
    action: 'reset.refused',
    outcome: 'refused',
    reason: refused ? error.code : error.name,
    evidence: {
      clientRequestId,
      ...(refused && error.graphRequestId !== undefined ? { graphRequestId: error.graphRequestId } : {}),
    },
  } as const;
  if (isIn(before, 'staged') && refused && error.code === 'password-policy' && mayReplace(attempted)) {
    await advance(ports, attempted, replace(attempted), fact);
    throw new PasswordRefused(error.message, { cause: error });
  }
  if (isIn(before, 'staged')) await advance(ports, attempted, withdraw(attempted), fact);
  else await note(ports, attempted, fact);
}

/** A policy that refused three generated passwords would refuse the next one too. */
const mayReplace = ({ replaced = 0 }: Rotation) => replaced < 2;

/** Open sessions outlive the password, so they are ended. If that fails, the rotation goes on. */
async function signOut(ports: ResetPasswordPorts, rotation: Rotation): Promise<void> {
  try {
    const { graphRequestId } = await ports.writer.revokeSessions(rotation.tenantId, rotation.accountId);
    await note(ports, rotation, {
      action: 'tokens.revoked',
      ...(graphRequestId === undefined ? {} : { evidence: { graphRequestId } }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    await note(ports, rotation, { action: 'tokens.revoked', outcome: 'failed', reason });
  }
}

type FactParts = Omit<Parameters<typeof factAbout>[1], 'component' | 'now'>;

const note = (ports: ResetPasswordPorts, rotation: Rotation, parts: FactParts) =>
  ports.rotations.note(factAbout(rotation, { ...parts, component, now: ports.now() }));

/** Records a step and keeps what the type system knows about its state. */
async function advance<R extends Rotation>(
  ports: ResetPasswordPorts,
  from: Rotation,
  to: R,
  parts: FactParts,
): Promise<R> {
  const { revision } = await ports.rotations.advance(
    from,
    to,
    factAbout(from, { ...parts, component, now: ports.now() }),
  );
  return { ...to, revision };
}
