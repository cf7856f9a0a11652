import type { Estate, Technician } from '../../../config/estate.ts';
import type { FunctionName } from '../../../contract/functions.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { requestQueuedKey } from '../../domain/cycle/message-keys.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkSigner, LinkStore } from '../../ports/credential.ts';
import type { MessageQueue, SentMessages } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { factAboutCycle } from '../facts.ts';

export interface AskingPorts {
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'note'>;
  readonly links: Pick<LinkStore, 'approvalsLink'>;
  readonly signer: LinkSigner;
  readonly messageQueue: MessageQueue;
  readonly sent: Pick<SentMessages, 'claim' | 'has' | 'add'>;
  readonly estate: Estate;
  readonly now: Now;
  /** 32 random hex characters. */
  readonly newLinkId: () => string;
}

type QueueingPorts = Pick<AskingPorts, 'links' | 'signer' | 'messageQueue' | 'sent' | 'now' | 'newLinkId'>;

/**
 * Queues the request for a technician, unless somebody else has: many tenants of a cycle are read at the same moment, and each has
 * something to ask the same people.
 *
 * @param by  who queues it: the one who claimed it before may do so again, after a crash
 * @param standsInFor  object id of the technician for whom this one is asked before half-time
 * @returns whether it was queued now
 */
export async function queueRequestOnce(
  ports: QueueingPorts,
  cycle: Cycle,
  technician: Technician,
  by: string,
  component: FunctionName,
  standsInFor?: string,
): Promise<boolean> {
  const key = requestQueuedKey({ cycleId: cycle.cycleId, technicianObjectId: technician.objectId });
  if (!(await ports.sent.claim(key, by, ports.now()))) return false;
  await queueRequest(ports, cycle, technician, component, standsInFor);
  return true;
}

/** Queues the request for a technician, with the technician's link of this cycle. `notify` sends one mail, however often this is queued. */
export async function queueRequest(
  ports: Omit<QueueingPorts, 'sent'>,
  { cycleId, decideBefore }: Cycle,
  { objectId, name }: Technician,
  component: FunctionName,
  standsInFor?: string,
): Promise<void> {
  const linkId = ports.newLinkId();
  const link = await ports.links.approvalsLink(
    {
      linkId,
      expiresAt: Math.floor(Date.parse(decideBefore) / 1000),
      purpose: 'approvals',
      cycleId,
      recipientObjectId: objectId,
    },
    factAboutCycle(cycleId, {
      action: 'link.created',
      evidence: { linkFingerprint: fingerprintOf(linkId), detail: `approvals, for ${name}` },
      component,
      now: ports.now(),
    }),
  );
  await ports.messageQueue.send({
    kind: 'approval-request',
    cycleId,
    technicianObjectId: objectId,
    url: await ports.signer.addressOf('approvals', link),
    ...(standsInFor === undefined ? {} : { standsInFor }),
  });
}
