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
import { recipientFor } from './recipient.ts';
import { supersedeLinks } from './supersede-links.ts';

export interface DeliverCredentialPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'deliver'>;
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn' | 'change'>;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

/**
 * Makes the link by which a technician collects the password, ends older links of the account that still wait, and queues the message
 * that passwords wait.
 */
export async function deliverCredential(ports: DeliverCredentialPorts, key: RotationKey): Promise<void> {
  const rotation = await requireRotation(ports.rotations, key);
  // `delivered`: an earlier run made the link, and may have stopped before it did the rest.
  const link = isIn(rotation, 'current')
    ? await makeLink(ports, rotation)
    : isIn(rotation, 'delivered')
      ? await ports.links.findCredential(rotation.state.linkId)
      : undefined;
  if (link === undefined) return;
  await supersedeLinks(ports, link);
  await ports.messageQueue.send({
    kind: 'passwords-ready',
    cycleId: link.cycleId,
    technicianObjectId: link.recipientObjectId,
  });
}

async function makeLink(ports: DeliverCredentialPorts, rotation: InState<'current'>): Promise<CredentialLink> {
  const now = ports.now();
  const { state } = rotation;
  const recipient = recipientFor(ports.estate, rotation);
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
    recipientObjectId: recipient.objectId,
    recipientName: recipient.name,
    approvedBy: [state.decision.by, ...(state.decision.second === undefined ? [] : [state.decision.second.by])]
      .map(({ name }) => name)
      .join(' and '),
    resetAt: state.passwordChangedAt,
    number: 0,
    ...(rotation.account.dependants === undefined ? {} : { dependants: rotation.account.dependants }),
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
        detail: `for ${recipient.name}`,
      },
      component: 'deliver-credential',
      now,
    }),
  );
  return link;
}
