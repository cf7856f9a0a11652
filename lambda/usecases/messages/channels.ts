import type { Message } from '../../domain/cycle/message.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { delivery, type NonEmpty } from './delivery.ts';
import { noticeMail } from './notice-mail.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';
import { postCard } from './post-card.ts';
import { mailed, theTeam } from './receipts.ts';

type MadeCard = TeamCard | Unsent;

/**
 * The channel of what is about one tenant; `undefined`: the team's own. To group by, where one card tells of several messages: no account
 * of one customer belongs into the channel of another.
 */
export function channelOf({ estate }: Pick<NotifyPorts, 'estate'>, message: Message): string | undefined {
  if (!('tenantId' in message)) return undefined;
  return estate.tenants.find(({ tenantId }) => tenantId === message.tenantId)?.teamsChannel;
}

/** The channel of all of them; the team's own where they have different ones. */
function channelOfAll(ports: Pick<NotifyPorts, 'estate'>, arrived: readonly Arrived[]): string | undefined {
  const [first, ...others] = new Set(arrived.map(({ message }) => channelOf(ports, message)));
  return others.length === 0 ? first : undefined;
}

/** None where the estate has no Teams channel. */
export function cardDelivery<M extends Message>(
  ports: NotifyPorts,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  card: (messages: NonEmpty<M>) => MadeCard | Promise<MadeCard>,
): Delivery[] {
  const { team } = ports;
  if (team === undefined) return [];
  const channel = team.channel(channelOfAll(ports, arrived));
  return [
    delivery(`team ${channel.name ?? ''}`, what, arrived, keyOf, async (messages) => {
      const made = await card(messages);
      return typeof made === 'string' ? made : postCard(ports, channel, messages.map(keyOf), made);
    }),
  ];
}

/** A notice for the team: a card, or a mail of the same words where the estate has no Teams channel. */
export function teamNotice<M extends Message>(
  ports: NotifyPorts,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  notice: (messages: NonEmpty<M>) => Promise<MadeCard>,
): Delivery {
  const name = `${what} for the team`;
  const [byCard] = cardDelivery(ports, name, arrived, keyOf, notice);
  return (
    byCard ??
    delivery('mail', name, arrived, keyOf, async (messages) => {
      const made = await notice(messages);
      if (typeof made === 'string') return made;
      return [await mailed(ports, theTeam(ports), noticeMail(made))];
    })
  );
}
