import { deliveriesOf } from './deliveries.ts';
import { factOfFailed, factsOfSent } from './message-facts.ts';
import type { Arrived, Delivery, NotifyPorts, Sent, Unsent } from './notify-ports.ts';
import { failingOnce } from './post-card.ts';
import { readOnce } from './read-once.ts';
import { sentReserved } from './reserved.ts';

export interface Notified {
  /** Ids of messages that the queue must deliver again: something that they ask for was not sent. */
  readonly failed: readonly string[];
  /** What went wrong, in sentences without secrets. */
  readonly problems: readonly string[];
}

/** No delivery is begun later than this: the function has 60 s, and one delivery may take 30. The queue delivers what is left again. */
const BEGUN_WITHIN_MS = 25_000;

/**
 * Sends messages to people. Messages for one technician and cycle become one mail; a message that arrives twice is sent once (R8); a
 * channel that fails stops no other (R9), and its messages come again for that channel alone.
 */
export async function notify(allPorts: NotifyPorts, arrived: readonly Arrived[]): Promise<Notified> {
  const { team } = allPorts;
  const ports = { ...readOnce(allPorts), team: team === undefined ? undefined : failingOnce(team) };
  const deliveries = await deliveriesOf(ports, arrived);
  const begun = ports.now().getTime();
  const failed = new Set<string>();
  const problems: string[] = [];
  const runLane = async (channel: Delivery['channel']) => {
    for (const delivery of deliveries.filter((each) => each.channel === channel)) {
      let fresh: ReadonlySet<string> | undefined;
      try {
        if (ports.now().getTime() - begun > BEGUN_WITHIN_MS) throw new Error('no time left in this run');
        fresh = await freshKeys(ports, delivery);
        const unsent = await deliver(ports, delivery, fresh);
        if (unsent === 'later') for (const { messageId } of delivery.parts) failed.add(messageId);
      } catch (error) {
        // A message that was sent before, and came again in one delivery with others, does not fail with them.
        for (const { messageId, key } of delivery.parts) if (fresh?.has(key) !== false) failed.add(messageId);
        problems.push(`${delivery.what}: ${error instanceof Error ? `${error.name}: ${error.message}` : 'failed'}`);
      }
    }
  };
  await Promise.all([...new Set(deliveries.map(({ channel }) => channel))].map(runLane));
  return { failed: [...failed], problems };
}

/** Keys of the parts that were not sent before. */
async function freshKeys({ sent }: NotifyPorts, { parts }: Delivery): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  for (const key of new Set(parts.map((part) => part.key))) if (!(await sent.has(key))) fresh.add(key);
  return fresh;
}

/**
 * Recorded after it was sent, with the keys of its messages in one transaction: a crash in between sends it twice, which is better than
 * never, and records what was sent last. What fails is recorded at its first try; that it was sent after all is a record of its own.
 */
async function deliver(
  ports: NotifyPorts,
  delivery: Delivery,
  fresh: ReadonlySet<string>,
): Promise<Unsent | undefined> {
  if (fresh.size === 0) return 'nothing';
  const send = () => tried(ports, delivery, fresh);
  const sent = delivery.reserved === true ? await sentReserved(ports, fresh, send) : await send();
  if (typeof sent === 'string') return sent;
  const now = ports.now();
  await ports.sent.record([...fresh], factsOfSent(delivery, sent, fresh.size, now), now);
  return undefined;
}

async function tried(ports: NotifyPorts, delivery: Delivery, fresh: ReadonlySet<string>): Promise<Unsent | Sent> {
  try {
    return await delivery.send(fresh);
  } catch (error) {
    const now = ports.now();
    const [key] = fresh;
    // The error itself says more, and is told in any case.
    await ports.sent
      .recordOnce(`failed:${key}`, factOfFailed(delivery, error, fresh.size, now), now)
      .catch(() => false);
    throw error;
  }
}
