import type { Technician } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { type MailKind, troubleWords } from '../../domain/messages/mail-trouble.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { openTo, readWhatWaits, type WaitingTenant } from '../approval/what-waits.ts';
import { teamNotice } from './channels.ts';
import { grouped, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { technicianWith } from './technician-mail.ts';
import { waitingPasswords } from './waiting-passwords.ts';

type MailUndelivered = Extract<Message, { kind: 'mail-undelivered' }>;

const undeliveredKey = ({ cycleId, technicianObjectId }: MailUndelivered) =>
  `mail-undelivered:${cycleId}:${technicianObjectId}`;

/** That mail does not reach a technician: to the team, once per cycle and person. */
export const undeliveredDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  grouped(ofKind(arrived, 'mail-undelivered'), undeliveredKey).map((group) =>
    teamNotice(ports, 'notice of mail that does not arrive', group, undeliveredKey, async ([message]) => {
      const technician = technicianWith(ports, message.technicianObjectId);
      return technician === undefined ? 'nothing' : undeliveredCard(ports, message, technician);
    }),
  );

const mailWords: Readonly<Record<MailKind, string>> = {
  request: 'The mail that asks for approvals',
  'passwords-ready': 'The mail about passwords to collect',
  'in-vault': 'The mail about passwords in the vault',
  'last-call': 'The last call',
  contact: 'A mail',
  team: 'A mail',
};

async function undeliveredCard(
  ports: NotifyPorts,
  { cycleId, undelivered }: MailUndelivered,
  technician: Technician,
): Promise<TeamCard> {
  const { estate, now, portalUrl } = ports;
  const { name, mail, objectId } = technician;
  const what = await readWhatWaits(ports, cycleId);
  const waiting = what === undefined ? [] : openTo(what, technician, now());
  const { links } = await waitingPasswords(ports, cycleId, objectId);
  const othersOf = ({ tenant, waiting: rotations }: WaitingTenant) =>
    estate.technicians.filter(
      (each) =>
        each !== technician && rotations.some((rotation) => decidersOf(rotation, tenant, [each], now()).length > 0),
    );
  const others = waiting.map((each) => ({ ...each, others: othersOf(each).map((other) => other.name) }));
  const isAnybodyAsked = others.some((each) => each.others.length > 0);
  return {
    title: `Mail does not reach ${name} (${cycleId})`,
    lines: [
      `${mailWords[undelivered.mail ?? 'team']} to ${mail} is lost: ${troubleWords(undelivered)}.`,
      ...(waiting.length === 0 || what === undefined
        ? []
        : [
            `Until ${localTime(what.cycle.decideBefore, estate.msp.timeZone)} somebody must decide; after that, silence means no reset.${isAnybodyAsked ? ' Who stands in is asked now.' : ''}`,
          ]),
      `Tell ${name} by another way, and see to the address: docs/runbook.md, "Mail does not arrive".`,
    ],
    facts: [
      ...others.map((each) => ({
        name: each.tenant.displayName,
        value: `${counted(each.waiting.length, 'account')}; may decide: ${each.others.length === 0 ? `nobody but ${name}` : each.others.join(', ')}`,
      })),
      ...(links.length === 0 ? [] : [{ name: 'To collect', value: counted(links.length, 'password') }]),
    ],
    links: [{ title: 'Open the cycle', url: `${portalUrl}/cycles/${cycleId}` }],
  };
}
