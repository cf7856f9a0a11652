import type { Estate } from '../../../config/estate.ts';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { InState, Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import { factAbout } from '../facts.ts';
import { linkExpiry } from './credential-links.ts';
import { recipientFor } from './recipient.ts';

export interface NewLinkPorts {
  readonly estate: Estate;
  readonly now: Now;
  readonly newLinkId: () => string;
}

/** The first link to a new password. */
export function newLink(
  ports: NewLinkPorts,
  rotation: InState<'current' | 'delivered' | 'rotated'>,
  now: Date,
): CredentialLink {
  const { state } = rotation;
  const recipient = recipientFor(ports.estate, rotation);
  return {
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
}

export const linkMade = (rotation: Rotation, link: CredentialLink, component: AnyFunctionName, now: Date): AuditFact =>
  factAbout(rotation, {
    action: 'link.created',
    evidence: {
      linkFingerprint: fingerprintOf(link.linkId),
      secretVersionId: link.versionId,
      detail: `for ${recipientOf(link).name}`,
    },
    component,
    now,
  });
