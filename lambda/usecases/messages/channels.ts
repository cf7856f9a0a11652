import type { Message } from '../../domain/cycle/message.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { delivery, type NonEmpty } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';

/** None where the estate has no Teams channel. */
export function cardDelivery<M extends Message>(
  { team }: NotifyPorts,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  card: (messages: NonEmpty<M>) => TeamCard | Unsent | Promise<TeamCard | Unsent>,
): Delivery[] {
  if (team === undefined) return [];
  return [
    delivery('team', what, arrived, keyOf, async (messages) => {
      const made = await card(messages);
      if (typeof made === 'string') return made;
      await team.post(made);
      return undefined;
    }),
  ];
}

/** @throws where the estate has no such technician any more */
export async function mailTechnician({ estate, mail }: NotifyPorts, objectId: string, text: MailText): Promise<void> {
  const technician = estate.technicians.find((each) => each.objectId === objectId);
  // An error: the message ends in the dead-letter queue, which has an alarm. A link must not be lost in silence.
  if (technician === undefined) throw new Error(`the estate has no technician ${objectId} any more`);
  await mail.send(technician.mail, text);
}
