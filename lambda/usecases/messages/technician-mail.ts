import type { Technician } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { lastCallMailKey, readyMailKey, requestMailKey } from '../../domain/cycle/message-keys.ts';
import type { MailText } from '../../ports/messages.ts';
import { delivery, type NonEmpty } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';

/**
 * The mails that a technician gets about a cycle: one of each kind, for any number of accounts. Whatever else there is to tell goes to the
 * team. Nothing else in `notify` mails technicians.
 */
const kinds = {
  request: { what: 'mail that asks for approval', keyOf: requestMailKey },
  'passwords-ready': { what: 'mail about passwords to collect', keyOf: readyMailKey },
  'last-call': { what: 'mail with a last call', keyOf: lastCallMailKey },
} as const;

/** Messages for one technician and cycle. */
type ForTechnician = Message & { readonly cycleId: string; readonly technicianObjectId: string };

export const technicianWith = ({ estate }: Pick<NotifyPorts, 'estate'>, objectId: string): Technician | undefined =>
  estate.technicians.find((each) => each.objectId === objectId);

/**
 * One mail to a technician, whatever the messages that ask for it. What it says is read when it is sent, so that a message which arrives
 * late tells how things are then. Two runs do not send it at the same moment.
 *
 * @param sent  called after it was sent
 */
export const technicianMail = <M extends ForTechnician>(
  { mail: sender }: Pick<NotifyPorts, 'mail'>,
  kind: keyof typeof kinds,
  technician: Technician,
  arrived: readonly Arrived<M>[],
  mail: (messages: NonEmpty<M>) => Promise<MailText | Unsent>,
  sent: () => Promise<void> = async () => undefined,
): Delivery => ({
  ...delivery('mail', kinds[kind].what, arrived, kinds[kind].keyOf, async (messages) => {
    const says = await mail(messages);
    if (typeof says === 'string') return says;
    await sender.send(technician.mail, says);
    await sent();
    return undefined;
  }),
  reserved: true,
});
