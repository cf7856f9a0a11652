import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf, type RotationKey } from '../../domain/identifiers.ts';
import { deliver } from '../../domain/rotation/protocol.ts';
import { type InState, isIn } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';
import { linkExpiry } from './credential-links.ts';

export interface DeliverCredentialPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'deliver'>;
  readonly links: Pick<LinkStore, 'findCredential'>;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

/** Makes the link by which the approving technician collects the password, and queues its message. */
export async function deliverCredential(ports: DeliverCredentialPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  // `delivered`: an earlier run made the link, and may have stopped before it queued the message.
  const link = isIn(rotation, 'current')
    ? await makeLink(ports, rotation)
    : isIn(rotation, 'delivered')
      ? await ports.links.findCredential(rotation.state.linkId)
      : undefined;
  if (link === undefined) return;
  await ports.messageQueue.send({
    kind: 'passwords-ready',
    cycleId: link.cycleId,
    technicianObjectId: link.recipientObjectId,
  });
}

async function makeLink(ports: DeliverCredentialPorts, rotation: InState<'current'>): Promise<CredentialLink> {
  const now = ports.now();
  const { state } = rotation;
  const link: CredentialLink = {
    linkId: ports.newLinkId(),
    expiresAt: linkExpiry(now, ports.estate),
    purpose: 'credential',
    cycleId: rotation.cycleId,
    tenantId: rotation.tenantId,
    accountId: rotation.accountId,
    rotationId: rotation.rotationId,
    userPrincipalName: rotation.account.userPrincipalName,
    tenantDisplayName: rotation.tenantDisplayName,
    versionId: state.versionId,
    recipientObjectId: state.decision.by.objectId,
    approvedBy: state.decision.by.name,
    resetAt: state.passwordChangedAt,
    number: 0,
    state: { status: 'ready' },
  };
  await ports.rotations.deliver(
    rotation,
    deliver(rotation, link.linkId),
    link,
    factAbout(rotation, {
      action: 'link.created',
      evidence: {
        linkFingerprint: fingerprintOf(link.linkId),
        secretVersionId: state.versionId,
        detail: `for ${state.decision.by.name}`,
      },
      component: 'deliver-credential',
      now,
    }),
  );
  return link;
}
