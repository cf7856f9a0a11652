import type { Technician } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { mayDecide } from '../../domain/rotation/approval.ts';
import { counted } from '../../domain/text/counted.ts';
import { approvalCard, approvalMail, waitingCard } from './approval-request.ts';
import { cardDelivery, grouped, ofKind, teamDelivery, teamNotice } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { type ToldMail, technicianMail, technicianMailKey, technicianWith } from './technician-mail.ts';
import { countOf, isStillRead, type WaitingApprovals, type WaitingTenant, waitingApprovals } from './what-waits.ts';

type ApprovalRequest = Extract<Message, { kind: 'approval-request' }>;
type TenantClosed = Extract<Message, { kind: 'tenant-closed' }>;
/** What may be a moment to ask: a tenant of the cycle was read, or will not be. */
type Occasion = ApprovalRequest | TenantClosed;

/**
 * Asks technicians, each once per cycle, and tells the team what comes after. A technician is asked when the last of their tenants was
 * read: the message of that tenant asks, and those of the others ask for nothing. A tenant that fails has no request, so its end is an
 * occasion too.
 */
export async function approvalDeliveries(
  ports: NotifyPorts,
  arrived: readonly Arrived[],
): Promise<readonly Delivery[]> {
  const requests = ofKind(arrived, 'approval-request');
  const closed = ofKind(arrived, 'tenant-closed');
  const cycles = grouped<Occasion>([...requests, ...closed], ({ cycleId }) => cycleId);
  const deliveries: Delivery[] = [];
  for (const occasions of cycles) {
    const [first] = occasions;
    if (first === undefined) continue;
    const { cycleId } = first.message;
    const asked: Arrived<ApprovalRequest>[] = [];
    for (const technician of ports.estate.technicians) {
      const own = occasions.filter(({ message }) => isFor(ports, technician, message));
      if (own.length === 0) continue;
      const key = technicianMailKey('request', { cycleId, technicianObjectId: technician.objectId });
      if (await ports.sent.has(key)) asked.push(...ofKind(own, 'approval-request'));
      else deliveries.push(requestMail(ports, technician, cycleId, own));
    }
    deliveries.push(...cardsOf(ports, cycleId, occasions), ...(await noticesOf(ports, cycleId, asked)));
  }
  return deliveries;
}

function isFor({ estate }: NotifyPorts, technician: Technician, message: Occasion): boolean {
  if (message.kind === 'approval-request') return message.technicianObjectId === technician.objectId;
  const name = estate.tenants.find(({ tenantId }) => tenantId === message.tenantId)?.name;
  return name !== undefined && (technician.tenants === 'all' || technician.tenants.includes(name));
}

const requestMail = (
  ports: NotifyPorts,
  technician: Technician,
  cycleId: string,
  occasions: readonly Arrived<Occasion>[],
): Delivery =>
  technicianMail(ports, 'request', technician, cycleId, occasions, async (): Promise<ToldMail | undefined> => {
    if (await isStillRead(ports, cycleId, technician)) return undefined;
    const waiting = await waitingApprovals(ports, cycleId, technician);
    if (waiting.tenants.length === 0) return undefined;
    const url =
      ofKind(occasions, 'approval-request')[0]?.message.url ?? `${ports.portalUrl}/cycles/${cycleId}/approvals`;
    return {
      says: approvalMail(waiting, ports.estate, url, ports.now()),
      about: waiting.tenants.map(({ tenant }) => tenant.name),
    };
  });

const cardsOf = (ports: NotifyPorts, cycleId: string, occasions: readonly Arrived<Occasion>[]): readonly Delivery[] =>
  cardDelivery(
    ports,
    'card that asks for approval',
    occasions,
    () => `approval-card:${cycleId}`,
    async () => {
      if (await isStillRead(ports, cycleId, undefined)) return undefined;
      const waiting = await waitingApprovals(ports, cycleId, undefined);
      if (waiting.tenants.length === 0) return undefined;
      return approvalCard(waiting, ports.estate, ports.portalUrl);
    },
  );

/** What those who were asked before get no mail about: it is told to the team, once per cycle or tenant. */
async function noticesOf(
  ports: NotifyPorts,
  cycleId: string,
  asked: readonly Arrived<ApprovalRequest>[],
): Promise<readonly Delivery[]> {
  const { timeZone } = ports.estate.msp;
  const reminders = asked.filter(({ message }) => message.reminder);
  const further = asked.filter(({ message }) => !message.reminder);
  return [
    ...(reminders.length === 0
      ? []
      : [
          teamDelivery(
            ports,
            'notice of what still waits',
            reminders,
            () => `half-time:${cycleId}`,
            async () => {
              const waiting = await waitingApprovals(ports, cycleId, undefined);
              if (waiting.tenants.length === 0) return undefined;
              const title = `${counted(countOf(waiting.tenants), 'account')} still wait for approval (${cycleId})`;
              return waitingCard(title, whoMayDecide(ports, waiting), waiting, timeZone, ports.portalUrl);
            },
          ),
        ]),
    ...(await furtherNotice(ports, cycleId, further)),
  ];
}

/** Tenants that a technician may decide about and whose mail did not tell of them: they were read after it was sent. */
async function furtherNotice(
  ports: NotifyPorts,
  cycleId: string,
  asked: readonly Arrived<ApprovalRequest>[],
): Promise<readonly Delivery[]> {
  const keyOf = (tenantName: string) => `further-approvals:${cycleId}:${tenantName}`;
  const untold = new Map<string, WaitingTenant>();
  const parts: { messageId: string; key: string }[] = [];
  for (const { message, messageId } of asked) {
    const technician = technicianWith(ports, message.technicianObjectId);
    const told = await ports.sent.aboutOf(technicianMailKey('request', message));
    if (technician === undefined || told === undefined) continue;
    for (const each of (await waitingApprovals(ports, cycleId, technician)).tenants) {
      if (told.includes(each.tenant.name)) continue;
      untold.set(keyOf(each.tenant.name), each);
      parts.push({ messageId, key: keyOf(each.tenant.name) });
    }
  }
  if (parts.length === 0) return [];
  const { timeZone } = ports.estate.msp;
  const line = 'These tenants were read after the technicians had their mail. What waits there is on the same page.';
  return [
    teamNotice(ports, 'notice of further approvals', parts, async (fresh) => {
      const { cycle, unread } = await waitingApprovals(ports, cycleId, undefined);
      const tenants = [...untold].filter(([key]) => fresh.has(key)).map(([, each]) => each);
      const title = `Further accounts wait for approval (${cycleId})`;
      return waitingCard(title, line, { cycle, tenants, unread }, timeZone, ports.portalUrl);
    }),
  ];
}

function whoMayDecide({ estate, now }: NotifyPorts, { tenants }: WaitingApprovals): string {
  const names = estate.technicians
    .filter((each) =>
      tenants.some(({ tenant, rotations }) =>
        rotations.some((rotation) => mayDecide(each, rotation, tenant, now(), 'approve').allowed),
      ),
    )
    .map(({ name }) => name);
  return names.length === 0 ? 'No technician may decide about them.' : `May decide: ${names.join(', ')}.`;
}
