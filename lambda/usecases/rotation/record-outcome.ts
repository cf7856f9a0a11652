import type { FunctionName } from '../../../contract/functions.ts';
import type { Message } from '../../domain/cycle/message.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { conclude, type Ending } from '../../domain/rotation/protocol.ts';
import { hasEnded, type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore, Settling, TaskTokens } from '../../ports/rotation.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import type { VaultQueue } from '../../ports/vault-queue.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';

export interface RecordOutcomePorts {
  readonly rotations: Pick<RotationStore, 'find' | 'close'>;
  readonly cycles: Pick<CycleStore, 'findTenant'>;
  readonly tenants: Pick<TenantStore, 'waiting'>;
  readonly taskTokens: TaskTokens;
  readonly messageQueue: MessageQueue;
  readonly ticketQueue: TicketQueue;
  readonly settling: Settling;
  /** `undefined`: the estate has no vault. */
  readonly vaultQueue: VaultQueue | undefined;
  readonly now: Now;
}

/**
 * Records how a rotation ended and counts it as done, once. The last rotation of a tenant completes the tenant's task token. Where the
 * rotation was counted before, as uncertain or failed, the team gets an alert, since the summary of the cycle was sent already. For
 * an uncertain rotation it starts the workflow that polls the directory. Where handing the password over failed, it queues it for the vault.
 *
 * @param run  the run of the rotation's workflow that calls; 0: the first one
 * @throws {AlreadyDecided} the deadline passed, but a decision had come before it
 */
export async function recordOutcome(
  ports: RecordOutcomePorts,
  key: RotationKey,
  ending?: Ending,
  run = 0,
): Promise<Rotation> {
  const found = await requireRotation(ports.rotations, key);
  // An earlier run that records its end once more must not end a rotation that a later run works on. Any run may close a rotation
  // whose password is current.
  const belongsToLaterRun = found.closed && (found.run ?? 0) > run && !isIn(found, 'current', 'delivered');
  const isRecorded = belongsToLaterRun || (found.closed && hasEnded(found));
  const rotation = isRecorded ? found : await closeRotation(ports, found, ending, 'record-outcome');
  // A run after a crash repeats all that follows, which does no harm: messages are sent once, executions and tokens are used once.
  if (isIn(rotation, 'uncertain')) {
    await alertUncertain(ports.messageQueue, rotation);
    await ports.settling.start(rotation);
  }
  if (isIn(rotation, 'rotated') && ending?.kind === 'error') {
    // The hand-over may have failed before it queued the password: it would wait for ever. A second message does no harm.
    if (rotation.vault?.status === 'queued') {
      await ports.vaultQueue?.send({ cycleId: key.cycleId, tenantId: key.tenantId, accountId: key.accountId });
    }
    await ports.messageQueue.send(alertOf(rotation, 'undelivered-password', ending.reason));
  }
  if (isIn(rotation, 'rotated') && rotation.countedAs !== undefined && rotation.countedAs !== 'rotated') {
    await ports.messageQueue.send(
      alertOf(
        rotation,
        'rotation-settled',
        `it was ${rotation.countedAs} when its cycle counted it${timesReopened(rotation)}`,
      ),
    );
  }
  if (isIn(rotation, 'failed') && (rotation.countedAs === 'uncertain' || hasBeenRetried(rotation))) {
    await ports.messageQueue.send(
      alertOf(rotation, 'retry-failed', `${rotation.state.reason}${timesReopened(rotation)}`),
    );
  }
  // Whatever else ends before its tenant is done is in the result of the tenant's ticket. One that is done already, since its cycle failed
  // while this rotation went on, has told its result.
  if (isIn(rotation, 'failed', 'uncertain') || found.closed || (await isDone(ports, key))) {
    await ports.ticketQueue.send({ cycleId: key.cycleId, tenantId: key.tenantId });
  }
  const { openCount, taskToken } = await ports.tenants.waiting(key.cycleId, key.tenantId);
  if (openCount === 0 && taskToken !== undefined) await ports.taskTokens.complete(taskToken);
  return rotation;
}

async function isDone({ cycles }: RecordOutcomePorts, { cycleId, tenantId }: RotationKey): Promise<boolean> {
  const tenant = await cycles.findTenant(cycleId, tenantId);
  return tenant?.status === 'closed' || tenant?.status === 'failed';
}

/** Calls a person: nobody knows which of two passwords Entra holds. */
export const alertUncertain = (messageQueue: MessageQueue, rotation: InState<'uncertain'>) =>
  messageQueue.send(
    alertOf(
      rotation,
      'uncertain-rotation',
      `${rotation.state.reason}; the new password is version ${rotation.state.versionId}${timesReopened(rotation)}`,
    ),
  );

const hasBeenRetried = ({ reopened = 0, countedAs, closed }: Rotation) =>
  closed && countedAs === 'failed' && reopened > 0;

/** Distinguishes one alert about a rotation from the next: of equal messages only one is sent. */
const timesReopened = ({ reopened = 0 }: Rotation) => (reopened === 0 ? '' : `; reopened ${reopened} times`);

const alertOf = (rotation: Rotation, subject: (Message & { kind: 'alert' })['subject'], detail: string): Message => ({
  kind: 'alert',
  cycleId: rotation.cycleId,
  tenantId: rotation.tenantId,
  subject,
  userPrincipalName: rotation.account.userPrincipalName,
  detail,
  rotation: {
    accountId: rotation.accountId,
    rotationId: rotation.rotationId,
    reopened: rotation.reopened ?? 0,
    ...('versionId' in rotation.state ? { versionId: rotation.state.versionId } : {}),
  },
});

/** @throws {AlreadyDecided} see `conclude` */
export async function closeRotation(
  ports: { readonly rotations: Pick<RotationStore, 'close'>; readonly now: Now },
  rotation: Rotation,
  ending: Ending | undefined,
  component: FunctionName,
): Promise<Rotation> {
  const concluded = conclude(rotation, ending);
  const { state } = concluded;
  const expired = state.status === 'expired';
  const first = isIn(rotation, 'awaiting-approval') ? rotation.state.first : undefined;
  return ports.rotations.close(
    rotation,
    concluded,
    factAbout(rotation, {
      action: rotation.closed ? 'rotation.settled' : expired ? 'approval.expired' : 'rotation.closed',
      outcome: state.status === 'failed' ? 'failed' : state.status === 'uncertain' ? 'uncertain' : 'success',
      reason: 'reason' in state ? state.reason : state.status,
      ...(state.status === 'rotated' && ending?.kind === 'error' ? { evidence: { detail: ending.reason } } : {}),
      ...(expired && first !== undefined ? { evidence: { detail: `approved by ${first.by.name} alone` } } : {}),
      component,
      now: ports.now(),
    }),
  );
}
