import type { Message } from '../../domain/cycle/message.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { delivery, type NonEmpty } from './delivery.ts';
import { noticeMail } from './notice-mail.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';

type MadeCard = TeamCard | Unsent;

/** None where the estate has no Teams channel. */
export function cardDelivery<M extends Message>(
  { team }: NotifyPorts,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  card: (messages: NonEmpty<M>) => MadeCard | Promise<MadeCard>,
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

/** A notice for the team: a card, or a mail of the same words where the estate has no Teams channel. */
export const teamNotice = <M extends Message>(
  { team, mail, estate }: NotifyPorts,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  notice: (messages: NonEmpty<M>) => Promise<MadeCard>,
): Delivery =>
  delivery(team === undefined ? 'mail' : 'team', `${what} for the team`, arrived, keyOf, async (messages) => {
    const made = await notice(messages);
    if (typeof made === 'string') return made;
    await (team === undefined ? mail.send(estate.msp.teamMail, noticeMail(made)) : team.post(made));
    return undefined;
  });
