import type { Estate } from '../../../config/estate.ts';
import { handOverOf } from '../../domain/credential/vault-record.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { deliver } from '../../domain/rotation/protocol.ts';
import { type InState, isIn } from '../../domain/rotation/rotation.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { VaultQueue } from '../../ports/vault-queue.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';
import { linkMade, type NewLinkPorts, newLink } from './new-link.ts';
import { supersedeLinks } from './supersede-links.ts';

export interface DeliverCredentialPorts extends NewLinkPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'deliver'>;
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn' | 'change'>;
  readonly messageQueue: MessageQueue;
  /** `undefined`: the estate has no vault. */
  readonly vaultQueue: VaultQueue | undefined;
}

/**
 * Hands the password over: makes the link by which a technician collects it, queues it for the vault, or both, as the estate says. Ends
 * older links of the account that still wait, and queues the message that passwords wait.
 */
export async function deliverCredential(ports: DeliverCredentialPorts, key: RotationKey): Promise<void> {
  const found = await requireRotation(ports.rotations, key);
  // `delivered`: an earlier run handed it over, and may have stopped before it did the rest.
  const rotation = isIn(found, 'current') ? await handOver(ports, found) : found;
  if (!isIn(rotation, 'delivered')) return;
  const { cycleId, tenantId, accountId, rotationId, state, vault } = rotation;
  // First: nobody else sends what waits for the vault, but the function that ends a rotation whose hand-over failed.
  if (vault?.status === 'queued') await queueOf(ports).send({ cycleId, tenantId, accountId });
  await supersedeLinks(ports, {
    cycleId,
    tenantId,
    accountId,
    rotationId,
    linkId: state.linkId,
    resetAt: state.passwordChangedAt,
  });
  const link = state.linkId === undefined ? undefined : await ports.links.findCredential(state.linkId);
  if (link === undefined) return;
  await ports.messageQueue.send({ kind: 'passwords-ready', cycleId, technicianObjectId: link.recipientObjectId });
}

async function handOver(ports: DeliverCredentialPorts, rotation: InState<'current'>) {
  const now = ports.now();
  const way = wayOf(ports.estate, rotation);
  const link = way === 'vault' ? undefined : newLink(ports, rotation, now);
  const vaultSince = way === 'link' ? undefined : now.toISOString();
  const component = 'deliver-credential';
  const queued = factAbout(rotation, {
    action: 'vault.queued',
    evidence: { secretVersionId: rotation.state.versionId },
    component,
    now,
  });
  const delivered = deliver(rotation, { linkId: link?.linkId, vaultSince });
  await ports.rotations.deliver(
    rotation,
    delivered,
    link,
    link === undefined
      ? [queued]
      : [linkMade(rotation, link, component, now), ...(vaultSince === undefined ? [] : [queued])],
  );
  return delivered;
}

/** A tenant that was removed from the estate meanwhile has no rules for a vault any more. */
function wayOf({ tenants }: Estate, { tenantId, account }: InState<'current'>) {
  const tenant = tenants.find((each) => each.tenantId === tenantId);
  return tenant === undefined ? 'link' : handOverOf(tenant, account);
}

/** @throws {Error} the vault was removed from the estate while a password was queued for it: `write-vault` is gone too */
function queueOf({ vaultQueue }: DeliverCredentialPorts): VaultQueue {
  if (vaultQueue === undefined) throw new Error('a password waits for a vault that the estate does not have any more');
  return vaultQueue;
}
