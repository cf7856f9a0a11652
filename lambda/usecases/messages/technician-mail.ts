import type { Technician } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import type { MailText } from '../../ports/messages.ts';
import { delivery } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';

/**
 * The mails that a technician gets about a cycle: at most one of each kind, for any number of accounts. Whatever else there is to tell
 * goes to the team. This is the one place that mails technicians.
 */
export type TechnicianMail = 'request' | 'passwords-ready' | 'last-call';

/** Whose mail, about which cycle. */
export interface Addressee {
  readonly cycleId: string;
  readonly technicianObjectId: string;
}

export const technicianMailKey = (kind: TechnicianMail, { cycleId, technicianObjectId }: Addressee): string =>
  `technician-mail:${kind}:${cycleId}:${technicianObjectId}`;

export const technicianWith = ({ estate }: Pick<NotifyPorts, 'estate'>, objectId: string): Technician | undefined =>
  estate.technicians.find((each) => each.objectId === objectId);

/** A mail, and what it tells of, for those who must know later what it did not tell of. */
export interface ToldMail {
  readonly says: MailText;
  readonly about?: readonly string[];
}

/**
 * One mail to a technician, whatever the messages that ask for it. What it says is read when it is sent, so that a message which arrives
 * late tells how things are then.
 *
 * @param mail  `undefined`: nothing waits any more, or not yet all that it should tell of
 */
export const technicianMail = <M extends Message>(
  { mail: sender }: Pick<NotifyPorts, 'mail'>,
  kind: TechnicianMail,
  technician: Technician,
  cycleId: string,
  arrived: readonly Arrived<M>[],
  mail: () => Promise<ToldMail | undefined>,
): Delivery => ({
  ...delivery(
    'mail',
    words[kind],
    arrived,
    () => technicianMailKey(kind, { cycleId, technicianObjectId: technician.objectId }),
    async () => {
      const told = await mail();
      if (told === undefined) return 'nothing';
      await sender.send(technician.mail, told.says);
      return told.about === undefined ? {} : { about: told.about };
    },
  ),
  reserved: true,
});

const words: Readonly<Record<TechnicianMail, string>> = {
  request: 'mail that asks for approval',
  'passwords-ready': 'mail about passwords to collect',
  'last-call': 'mail with a last call',
};
