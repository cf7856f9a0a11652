import type { Message } from '../../domain/cycle/message.ts';
import { counted } from '../../domain/text/counted.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { grouped, ofKind, teamDelivery } from './delivery.ts';
import { type LastCallFacts, lastCallCard, lastCallMail } from './last-call.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { firstExpiry, passwordsReadyMail, perTenant } from './passwords-ready.ts';
import { type Addressee, technicianMail, technicianMailKey, technicianWith } from './technician-mail.ts';
import { waitingApprovals, waitingPasswords } from './what-waits.ts';

type PasswordsReady = Extract<Message, { kind: 'passwords-ready' }>;
type LastCall = Extract<Message, { kind: 'last-call' }>;

const byTechnician = ({ cycleId, technicianObjectId }: Addressee) => `${cycleId}:${technicianObjectId}`;

/** Once per technician and cycle, whatever their number. */
export function readyDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  const { timeZone } = ports.estate.msp;
  return grouped(ofKind(arrived, 'passwords-ready'), byTechnician).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { cycleId, technicianObjectId } = first.message;
    const technician = technicianWith(ports, technicianObjectId);
    if (technician === undefined) return [leftNotice(ports, group)];
    return [
      technicianMail(ports, 'passwords-ready', technician, cycleId, group, async () => {
        const waiting = await waitingPasswords(ports, cycleId, technicianObjectId);
        if (waiting.links.length === 0) return undefined;
        return { says: passwordsReadyMail(cycleId, waiting, ports.portalUrl, timeZone) };
      }),
    ];
  });
}

/** Once per technician and cycle, whatever it is about; what comes after it is told to the team. */
export async function lastCallDeliveries(
  ports: NotifyPorts,
  arrived: readonly Arrived[],
): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const group of grouped(ofKind(arrived, 'last-call'), byTechnician)) {
    const [first] = group;
    if (first === undefined) continue;
    const { cycleId, technicianObjectId } = first.message;
    const technician = technicianWith(ports, technicianObjectId);
    const facts = async (): Promise<LastCallFacts | undefined> => {
      const approvals = await waitingApprovals(ports, cycleId, technician);
      const passwords = await waitingPasswords(ports, cycleId, technicianObjectId);
      if (approvals.tenants.length + passwords.links.length === 0) return undefined;
      return { cycleId, approvals, passwords, portalUrl: ports.portalUrl, timeZone: ports.estate.msp.timeZone };
    };
    if (technician === undefined) deliveries.push(leftNotice(ports, group));
    else if (await ports.sent.has(technicianMailKey('last-call', first.message)))
      deliveries.push(
        teamDelivery(ports, 'notice of a last call', group, secondCallKey, async () => {
          const found = await facts();
          return found === undefined ? undefined : lastCallCard(found, technician.name);
        }),
      );
    else
      deliveries.push(
        technicianMail(ports, 'last-call', technician, cycleId, group, async () => {
          const found = await facts();
          return found === undefined
            ? undefined
            : { says: lastCallMail(found), about: [...new Set(group.map(({ message }) => message.about))] };
        }),
      );
  }
  return deliveries;
}

const secondCallKey = ({ cycleId, technicianObjectId, about }: LastCall) =>
  `second-last-call:${about}:${cycleId}:${technicianObjectId}`;

/** Passwords of somebody who is no technician any more must not be lost in silence. */
function leftNotice(ports: NotifyPorts, group: readonly Arrived<PasswordsReady | LastCall>[]): Delivery {
  return teamDelivery(
    ports,
    'notice of passwords that nobody collects',
    group,
    (each) => `left:${each.kind}:${byTechnician(each)}`,
    async ([{ cycleId, technicianObjectId }]): Promise<TeamCard | undefined> => {
      const { links } = await waitingPasswords(ports, cycleId, technicianObjectId);
      if (links.length === 0) return undefined;
      return {
        title: `${counted(links.length, 'new password')} for somebody who is no technician any more (${cycleId})`,
        lines: [
          'The estate does not have the recipient any more, so nobody has mail about them. Their page lets another technician of the tenant have them.',
          ...firstExpiry(links, ports.estate.msp.timeZone),
        ],
        facts: perTenant(links).map((value) => ({ name: 'To collect', value })),
        links: [{ title: 'Open the cycle', url: `${ports.portalUrl}/cycles/${cycleId}` }],
      };
    },
  );
}
