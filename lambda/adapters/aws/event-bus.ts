import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { CloudEvent } from '../../domain/audit/cloud-event.ts';
import type { EventTarget } from '../../ports/events.ts';

/** EventBridge takes so many entries in a call. */
const ENTRIES = 10;

/** @param bus  name or ARN of an EventBridge bus */
export const eventBus = (client: EventBridgeClient, bus: string): EventTarget => ({
  async send(events) {
    for (let done = 0; done < events.length; done += ENTRIES) {
      const entries = events.slice(done, done + ENTRIES).map((each) => entryOf(each, bus));
      const answer = await client.send(new PutEventsCommand({ Entries: entries }));
      const failed = (answer.Entries ?? []).findIndex(({ ErrorCode }) => ErrorCode !== undefined);
      if (failed !== -1) return done + failed;
    }
    return events.length;
  },
});

/** The whole CloudEvent is the detail, so that rules match its members, and targets hand it on as it is. */
const entryOf = (event: CloudEvent, EventBusName: string) => ({
  EventBusName,
  Source: 'm365-password-rotation',
  DetailType: event.type,
  Detail: JSON.stringify(event),
  Time: new Date(event.time),
});
