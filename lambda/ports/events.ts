import type { CloudEvent } from '../domain/audit/cloud-event.ts';

/** Whoever gets every audit record as an event. */
export interface EventTarget {
  /**
   * Sends events, in their order. The same may be sent again.
   * @returns how many of the first ones are done with: taken, or refused for good. Fewer than all: those after them must be sent again
   */
  send(events: readonly CloudEvent[]): Promise<number>;
}
