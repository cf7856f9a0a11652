import type { Message } from '../../domain/cycle/message.ts';
import { lastCallMailKey, readyMailKey } from '../../domain/cycle/message-keys.ts';
import { counted } from '../../domain/text/counted.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { openTo, readWhatWaits } from '../approval/what-waits.ts';
import { teamNotice } from './channels.ts';
import { grouped, ofKind, prepared } from './delivery.ts';
import { type LastCallFacts, lastCallCard, lastCallMail } from './last-call.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { firstExpiry, passwordsReadyMail, perTenant } from './passwords-ready.ts';
import { technicianMail, technicianWith } from './technician-mail.ts';
import { waitingPasswords } from './waiting-passwords.ts';

type PasswordsReady = Extract<Message, { kind: 'passwords-ready' }>;
type LastCall = Extract<Message, { kind: 'last-call' }>;

/** That passwords can be collected: once per technician and cycle, whatever their number. */
export const readyDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  grouped(ofKind(arrived, 'passwords-ready'), readyMailKey).flatMap((group) => {
    const [first] = group;
    const technician = first && technicianWith(ports, first.message.technicianObjectId);
    if (technician === undefined) return [leftNotice(ports, group)];
    return [
      technicianMail(ports, 'passwords-ready', technician, group, async ([{ cycleId, technicianObjectId }]) => {
        const waiting = await waitingPasswords(ports, cycleId, technicianObjectId);
        return waiting.links.length === 0
          ? 'nothing'
          : passwordsReadyMail(cycleId, waiting, ports.portalUrl, ports.estate.msp.timeZone);
      }),
    ];
  });

/** What is about to be over: once per technician and cycle, whatever it is about. What comes after it is told to the team. */
export async function lastCallDeliveries(
  ports: NotifyPorts,
  arrived: readonly Arrived[],
): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const group of grouped(ofKind(arrived, 'last-call'), lastCallMailKey)) {
    deliveries.push(...(await prepared('last call', group, () => lastCallsOf(ports, group))));
  }
  return deliveries;
}

async function lastCallsOf(ports: NotifyPorts, group: readonly Arrived<LastCall>[]): Promise<readonly Delivery[]> {
  const [first] = group;
  if (first === undefined) return [];
  const technician = technicianWith(ports, first.message.technicianObjectId);
  if (technician === undefined) return [leftNotice(ports, group)];
  if (await ports.sent.has(lastCallMailKey(first.message))) {
    return [
      teamNotice(ports, 'last call', group, secondCallKey, async ([message]) => {
        const facts = await read(ports, message);
        return facts === undefined ? 'nothing' : lastCallCard(facts, technician.name);
      }),
    ];
  }
  return [
    technicianMail(ports, 'last-call', technician, group, async ([message]) => {
      const facts = await read(ports, message);
      return facts === undefined ? 'nothing' : lastCallMail(facts);
    }),
  ];
}

/** What waits for one technician, both to decide and to collect; `undefined` where nothing does. */
async function read(ports: NotifyPorts, message: LastCall): Promise<LastCallFacts | undefined> {
  const { cycleId, technicianObjectId } = message;
  const { estate, portalUrl, now } = ports;
  const what = await readWhatWaits(ports, cycleId);
  const technician = technicianWith(ports, technicianObjectId);
  const approvals = what === undefined || technician === undefined ? [] : openTo(what, technician, now());
  const passwords = await waitingPasswords(ports, cycleId, technicianObjectId);
  if (approvals.length + passwords.links.length === 0) return undefined;
  const decideBefore = what?.cycle.decideBefore ?? '';
  return { cycleId, decideBefore, approvals, passwords, portalUrl, timeZone: estate.msp.timeZone };
}

const secondCallKey = (message: LastCall) => `second-${lastCallMailKey(message)}:${message.about}`;

/** Passwords of somebody who is no technician any more must not be lost in silence. */
const leftNotice = (ports: NotifyPorts, group: readonly Arrived<PasswordsReady | LastCall>[]): Delivery =>
  teamNotice(
    ports,
    'notice of passwords that nobody collects',
    group,
    (each) => `left:${each.kind}:${each.cycleId}:${each.technicianObjectId}`,
    async ([{ cycleId, technicianObjectId }]): Promise<TeamCard | 'nothing'> => {
      const { links } = await waitingPasswords(ports, cycleId, technicianObjectId);
      if (links.length === 0) return 'nothing';
      return {
        title: `${counted(links.length, 'new password')} for somebody who is no technician any more (${cycleId})`,
        lines: [
          'The estate does not have the recipient any more, so nobody has mail about them. Another technician of the tenant must take them over.',
          ...firstExpiry(links, ports.estate.msp.timeZone),
        ],
        facts: perTenant(links).map((value) => ({ name: 'To collect', value })),
        links: [{ title: 'Open the cycle', url: `${ports.portalUrl}/cycles/${cycleId}` }],
      };
    },
  );
