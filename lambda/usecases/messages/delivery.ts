import type { Message } from '../../domain/cycle/message.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { Arrived, Delivery, Sent, Unsent } from './notify-ports.ts';

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
  send: (messages: NonEmpty<M>) => Promise<Unsent | Sent>,
): Delivery {
  const byKey = new Map(arrived.map(({ message }) => [keyOf(message), message]));
  return {
    channel,
    what,
    about: sharedBy(arrived.map(({ message }) => message)),
    parts: arrived.map(({ messageId, message }) => ({ messageId, key: keyOf(message) })),
    async send(fresh) {
      const [first, ...rest] = [...byKey].filter(([key]) => fresh.has(key)).map(([, message]) => message);
      return first === undefined ? 'nothing' : send([first, ...rest]);
    },
  };
}

/**
 * Deliveries for which something must be read first. Where that fails, their messages come again, and keep nothing else of the batch back
 * (R9).
 */
export async function prepared(
  what: string,
  arrived: readonly Arrived[],
  prepare: () => Promise<readonly Delivery[]>,
): Promise<readonly Delivery[]> {
  try {
    return await prepare();
  } catch (error) {
    const keyOf = (message: Message) => `not-prepared:${fingerprintOf(JSON.stringify(message))}`;
    return [delivery('mail', what, arrived, keyOf, () => Promise.reject(error))];
  }
}

/** What all messages are about. */
function sharedBy(messages: readonly Message[]): Delivery['about'] {
  const cycleId = onlyOne(messages.map((each) => ('cycleId' in each ? each.cycleId : undefined)));
  const tenantId = onlyOne(messages.map((each) => ('tenantId' in each ? each.tenantId : undefined)));
  return { ...(cycleId === undefined ? {} : { cycleId }), ...(tenantId === undefined ? {} : { tenantId }) };
}

function onlyOne(values: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
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
