import { contactStoppedKey } from '../../domain/cycle/message-keys.ts';
import { mayStopSomething } from '../../domain/rotation/pause.ts';
import type { Now } from '../../ports/clock.ts';
import type { MessageQueue, SentMessages } from '../../ports/messages.ts';
import type { PauseStore } from '../../ports/pause.ts';

export interface TellOfStopsPorts {
  readonly pauses: Pick<PauseStore, 'active'>;
  readonly sent: Pick<SentMessages, 'has'>;
  readonly messageQueue: MessageQueue;
  readonly now: Now;
}

/**
 * Queues the notice of each contact's stop that is in force and of which the team was not told: the page may have failed between the stop
 * and its message, and whoever opens the link again has no form there that would send it.
 *
 * @throws after all others (R9): one could not be queued
 */
export async function tellOfStops({ pauses, sent, messageQueue, now }: TellOfStopsPorts): Promise<void> {
  const failures: unknown[] = [];
  for (const pause of await pauses.active()) {
    const { scope, by } = pause;
    if (scope.of !== 'tenant-in-cycle' || by.kind !== 'contact' || !mayStopSomething(pause, now())) continue;
    const { cycleId, tenantId } = scope;
    try {
      if (await sent.has(contactStoppedKey(scope))) continue;
      await messageQueue.send({ kind: 'contact-stopped', cycleId, tenantId });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new Error(`${failures.length} stops could not be told`, { cause: failures[0] });
}
