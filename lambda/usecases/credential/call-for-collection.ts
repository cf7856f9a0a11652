import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isAbandoned, needsLastCall } from '../../domain/credential/link-rules.ts';
import { ALL_SCHEDULES } from '../../domain/cycle/measurement.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue, SentMessages } from '../../ports/messages.ts';
import type { Metrics } from '../../ports/metrics.ts';

export interface CallForCollectionPorts {
  readonly links: Pick<LinkStore, 'openIn'>;
  readonly sent: SentMessages;
  readonly messageQueue: MessageQueue;
  readonly metrics: Metrics;
  readonly estate: Estate;
  readonly now: Now;
}

/**
 * Calls those once more who have not collected passwords whose links are about to be over: once per technician and cycle, ever. Who has
 * left is not called: the page shows to the others what waits.
 *
 * @returns how many were called
 * @throws {Error} some tenants could not be looked at; after all others (R9)
 */
export async function callForCollection(ports: CallForCollectionPorts): Promise<number> {
  const { estate } = ports;
  const now = ports.now();
  const due: CredentialLink[] = [];
  let notCollected = 0;
  const failures: unknown[] = [];
  for (const tenant of estate.tenants) {
    try {
      const open = await ports.links.openIn(tenant.tenantId);
      notCollected += open.length;
      due.push(
        ...open.filter(
          (each) =>
            needsLastCall(each, estate.approvals.linkHours, now) && !isAbandoned(each, tenant, estate.technicians),
        ),
      );
    } catch (error) {
      failures.push(error);
    }
  }
  // A part of the tenants would look as if the rest had been collected.
  if (failures.length === 0) ports.metrics.put({ schedule: ALL_SCHEDULES, values: { NotCollected: notCollected } });
  let called = 0;
  for (const [once, { cycleId, recipientObjectId }] of new Map(due.map((each) => [keyOf(each), each]))) {
    if (await ports.sent.has(once)) continue;
    await ports.messageQueue.send({
      kind: 'last-call',
      cycleId,
      technicianObjectId: recipientObjectId,
      about: 'passwords',
    });
    await ports.sent.add(once, now);
    called += 1;
  }
  if (failures.length > 0) {
    throw new Error(`passwords to collect of ${failures.length} tenants could not be looked at`, {
      cause: failures[0],
    });
  }
  return called;
}

const keyOf = ({ cycleId, recipientObjectId }: CredentialLink) => `last-call-passwords:${cycleId}:${recipientObjectId}`;
