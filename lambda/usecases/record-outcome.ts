import type { FunctionName } from '../../config/functions.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import { conclude, type Ending } from '../domain/protocol.ts';
import { type InState, isIn, type Rotation } from '../domain/rotation.ts';
import type { Bell, Now, Outbox, RotationStore, TenantStore } from '../ports.ts';
import { requireRotation } from './approved-rotation.ts';
import { factAbout } from './facts.ts';

export interface RecordOutcomePorts {
  readonly rotations: Pick<RotationStore, 'find' | 'close'>;
  readonly tenants: Pick<TenantStore, 'waiting'>;
  readonly bell: Bell;
  readonly outbox: Outbox;
  readonly now: Now;
}

/** What a workflow caught. */
export interface CaughtError {
  readonly name: string;
  readonly cause: string;
}

/**
 * Records how a rotation ended and counts it as done; the last one of a tenant wakes its workflow.
 *
 * @throws {AlreadyDecided} the deadline passed, but a decision had come before it
 */
export async function recordOutcome(ports: RecordOutcomePorts, key: RotationKey, ending?: Ending): Promise<Rotation> {
  const found = await requireRotation(ports.rotations, key);
  const rotation = found.closed ? found : await closeRotation(ports, found, ending, 'record-outcome');
  // Again after a crash in between: whoever is told twice does not mind.
  if (isIn(rotation, 'uncertain')) await alertUncertain(ports.outbox, rotation);
  const { openCount, taskToken } = await ports.tenants.waiting(key.cycleId, key.tenantId);
  if (openCount === 0 && taskToken !== undefined) await ports.bell.ring(taskToken);
  return rotation;
}

/** Calls a person: nobody knows which of two passwords Entra holds. */
export const alertUncertain = (outbox: Outbox, rotation: InState<'uncertain'>) =>
  outbox.send({
    kind: 'alert',
    cycleId: rotation.cycleId,
    tenantId: rotation.tenantId,
    subject: 'uncertain-rotation',
    userPrincipalName: rotation.account.userPrincipalName,
    detail: rotation.state.reason,
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
  return ports.rotations.close(
    rotation,
    concluded,
    factAbout(rotation, {
      action: expired ? 'approval.expired' : 'rotation.closed',
      outcome: state.status === 'failed' ? 'failed' : state.status === 'uncertain' ? 'uncertain' : 'success',
      reason: 'reason' in state ? state.reason : state.status,
      component,
      now: ports.now(),
    }),
  );
}

/** Characters of a reason in records, pages and messages. */
const LONGEST_REASON = 500;

/** How an error that a workflow caught reads in records: its name, and what Lambda wrapped its message in. */
export function reasonOf({ name, cause }: CaughtError): string {
  const message = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(cause)?.[1];
  return message === undefined || message === ''
    ? name
    : `${name}: ${message.replaceAll('\\"', '"')}`.slice(0, LONGEST_REASON);
}
