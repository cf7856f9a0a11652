import type { Technician } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { inVaultMailKey, lastCallMailKey, readyMailKey, requestMailKey } from '../../domain/cycle/message-keys.ts';
import type { MailText } from '../../ports/messages.ts';
import { delivery, type NonEmpty } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';
import { mailed, theTechnician } from './receipts.ts';

/**
 * The mails that a technician gets about a cycle: one of each kind, for any number of accounts. Where passwords go into the vault, one says
 * so, instead of the one that asks to collect them. Whatever else there is to tell goes to the team. Nothing else in `notify` mails technicians.
 */
const kinds = {
  request: { what: 'mail that asks for approval', keyOf: requestMailKey },
  'passwords-ready': { what: 'mail about passwords to collect', keyOf: readyMailKey },
  'in-vault': { what: 'mail about passwords in the vault', keyOf: inVaultMailKey },
  'last-call': { what: 'mail with a last call', keyOf: lastCallMailKey },
} as const;

/** Messages about one cycle. */
type AboutCycle = Message & { readonly cycleId: string };

const keyFor =
  (kind: keyof typeof kinds, { objectId }: Technician) =>
  ({ cycleId }: AboutCycle) =>
    kinds[kind].keyOf({ cycleId, technicianObjectId: objectId });

export const technicianWith = ({ estate }: Pick<NotifyPorts, 'estate'>, objectId: string): Technician | undefined =>
  estate.technicians.find((each) => each.objectId === objectId);

/**
 * One mail to a technician, whatever the messages that ask for it. What it says is read when it is sent, so that a message which arrives
 * late tells how things are then. Two runs do not send it at the same moment.
 *
 * @param sent  called after it was sent
 */
export const technicianMail = <M extends AboutCycle>(
  ports: Pick<NotifyPorts, 'mail'>,
  kind: keyof typeof kinds,
  technician: Technician,
  arrived: readonly Arrived<M>[],
  mail: (messages: NonEmpty<M>) => Promise<MailText | Unsent>,
  sent: () => Promise<void> = async () => undefined,
): Delivery => ({
  ...delivery('mail', kinds[kind].what, arrived, keyFor(kind, technician), async (messages) => {
    const says = await mail(messages);
    if (typeof says === 'string') return says;
    const { cycleId } = messages[0];
    const receipt = await mailed(ports, theTechnician(technician), says, { mail: kind, cycleId });
    await sent();
    return [receipt];
  }),
  // Whatever tenant asked for it: it tells of all that waits for the technician in the cycle.
  ...aboutCycle(arrived),
  reserved: true,
});

function aboutCycle(arrived: readonly Arrived<AboutCycle>[]): Pick<Delivery, 'about'> {
  const [first] = arrived;
  return { about: first === undefined ? {} : { cycleId: first.message.cycleId } };
}
