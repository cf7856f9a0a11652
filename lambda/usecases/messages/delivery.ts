import type { Message } from '../../domain/cycle/message.ts';
import type { Arrived, Delivery, Unsent } from './notify-ports.ts';

export function ofKind<K extends Message['kind']>(arrived: readonly Arrived[], kind: K) {
  return arrived.filter((each): each is Arrived<Extract<Message, { kind: K }>> => each.message.kind === kind);
}

export type NonEmpty<T> = readonly [T, ...T[]];

/** One delivery for these messages; it is sent with those that were not delivered before, each once. */
export function delivery<M extends Message>(
  channel: Delivery['channel'],
  what: string,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
  send: (messages: NonEmpty<M>) => Promise<Unsent | undefined> | Promise<void>,
): Delivery {
  const byKey = new Map(arrived.map(({ message }) => [keyOf(message), message]));
  return {
    channel,
    what,
    parts: arrived.map(({ messageId, message }) => ({ messageId, key: keyOf(message) })),
    async send(fresh) {
      const [first, ...rest] = [...byKey].filter(([key]) => fresh.has(key)).map(([, message]) => message);
      return first === undefined ? 'nothing' : ((await send([first, ...rest])) ?? undefined);
    },
  };
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
