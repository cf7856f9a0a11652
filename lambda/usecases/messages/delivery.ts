import type { Message } from '../../domain/cycle/message.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { noticeMail } from './notice-mail.ts';
import type { Arrived, Delivery, NotifyPorts, Sending } from './notify-ports.ts';

export function ofKind<K extends Message['kind']>(arrived: readonly Arrived[], kind: K) {
  return arrived.filter((each): each is Arrived<Extract<Message, { kind: K }>> => each.message.kind === kind);
}

export type NonEmpty<T> = readonly [T, ...T[]];

/** Sends what the messages ask for. Nothing returned: it was sent. */
type Send<M> = (messages: NonEmpty<M>) => Promise<Sending | undefined> | Promise<void>;

/** One delivery for these messages; it is sent with those that were not delivered before, each once. */
export function delivery<M extends Message>(
  channel: Delivery['channel'],
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  send: Send<M>,
): Delivery {
  const byKey = new Map(arrived.map(({ message }) => [keyOf(message), message]));
  return {
    channel,
    what,
    parts: arrived.map(({ messageId, message }) => ({ messageId, key: keyOf(message) })),
    async send(fresh) {
      const [first, ...rest] = [...byKey].filter(([key]) => fresh.has(key)).map(([, message]) => message);
      return first === undefined ? 'nothing' : ((await send([first, ...rest])) ?? {});
    },
  };
}

/**
 * A notice for the team: a card, or a mail where the estate has no channel.
 *
 * @param notice  `undefined`: there is nothing to tell
 */
export const teamNotice = (
  { team, mail, estate }: Pick<NotifyPorts, 'team' | 'mail' | 'estate'>,
  what: string,
  parts: Delivery['parts'],
  notice: (fresh: ReadonlySet<string>) => Promise<TeamCard | undefined>,
): Delivery => ({
  channel: team === undefined ? 'mail' : 'team',
  what,
  parts,
  async send(fresh) {
    const card = await notice(fresh);
    if (card === undefined) return 'nothing';
    await (team === undefined ? mail.send(estate.msp.teamMail, noticeMail(card)) : team.post(card));
    return {};
  },
});

/** As `teamNotice`, about messages. */
export function teamDelivery<M extends Message>(
  ports: Pick<NotifyPorts, 'team' | 'mail' | 'estate'>,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  notice: (messages: NonEmpty<M>) => Promise<TeamCard | undefined>,
): Delivery {
  const parts = arrived.map(({ messageId, message }) => ({ messageId, key: keyOf(message) }));
  const byKey = new Map(arrived.map(({ message }) => [keyOf(message), message]));
  return teamNotice(ports, what, parts, async (fresh) => {
    const [first, ...rest] = [...byKey].filter(([key]) => fresh.has(key)).map(([, message]) => message);
    return first === undefined ? undefined : notice([first, ...rest]);
  });
}

/** A card where the estate has a channel, beside whatever else tells the same. */
export function cardDelivery<M extends Message>(
  { team }: Pick<NotifyPorts, 'team'>,
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  card: (messages: NonEmpty<M>) => TeamCard | Promise<TeamCard | undefined>,
): Delivery[] {
  if (team === undefined) return [];
  return [
    delivery('team', what, arrived, keyOf, async (messages) => {
      const made = await card(messages);
      if (made === undefined) return 'nothing';
      await team.post(made);
      return {};
    }),
  ];
}

/** Messages that belong into one delivery. */
export function grouped<M extends Message>(arrived: readonly Arrived<M>[], by: (message: M) => string): Arrived<M>[][] {
  const groups = new Map<string, Arrived<M>[]>();
  for (const each of arrived) {
    const name = by(each.message);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()];
}
