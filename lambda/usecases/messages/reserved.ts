import type { NotifyPorts, Sent, Unsent } from './notify-ports.ts';

/** How long one run keeps others from sending the same: longer than a delivery takes, since a run that stops ends no reservation. */
const RESERVED_MS = 35_000;

/**
 * Sends what two runs must not send at once.
 *
 * @throws {Error} another run is sending it: the queue delivers its message again, and by then it was sent, or that run has stopped
 */
export async function sentReserved(
  { sent, now }: Pick<NotifyPorts, 'sent' | 'now'>,
  keys: Iterable<string>,
  send: () => Promise<Unsent | Sent>,
): Promise<Unsent | Sent> {
  const until = new Date(now().getTime() + RESERVED_MS);
  const reserved = [...keys];
  for (const key of reserved) {
    if (!(await sent.reserve(key, now(), until))) throw new Error('another run is sending it');
  }
  let sentOrNot: Unsent | Sent = 'nothing';
  try {
    sentOrNot = await send();
    return sentOrNot;
  } finally {
    if (typeof sentOrNot === 'string') for (const key of reserved) await sent.release(key, now(), until);
  }
}
