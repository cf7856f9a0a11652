import { functionTable } from './functions.ts';

/** How a queue hands its messages to the function that works on them. */
export interface QueueDelivery {
  /** Messages that one run gets at most. */
  readonly batchSize: number;
  /** How long a batch waits to become full. */
  readonly windowSeconds: number;
  /** Runs at the same time. */
  readonly atOnce: number;
  /** A message that was not done in this time comes again. */
  readonly visibleAfterSeconds: number;
  /** Deliveries before a message goes to the dead-letter queue. */
  readonly mostReceives: number;
}

const WINDOW_SECONDS = 20;

/** What EventBridge tells of, as it comes. */
const ofEvents = (name: 'record-mail-events' | 'record-trail') => ({
  batchSize: 10,
  windowSeconds: 0,
  atOnce: 2,
  visibleAfterSeconds: 6 * functionTable[name].timeoutSeconds,
  mostReceives: 10,
});

/** In a table, so that benchmarks deliver as the stack does. */
export const queueDelivery = {
  messages: {
    batchSize: 100,
    // Long enough that all requests of a cycle arrive in one batch and become one mail per technician.
    windowSeconds: WINDOW_SECONDS,
    atOnce: 2,
    // AWS asks for six times the timeout of the function, and the window on top.
    visibleAfterSeconds: 6 * functionTable.notify.timeoutSeconds + WINDOW_SECONDS,
    // 20 tries take about two hours: longer than SES or a webhook throttles a sender.
    mostReceives: 20,
  },
  tickets: {
    // As many as one run writes: what lies in the queue does not wait for half an hour.
    batchSize: 10,
    // What happens to many accounts of a tenant at once becomes one note.
    windowSeconds: WINDOW_SECONDS,
    // AWS takes no less. Each run keeps to half of the pace that the PSA allows.
    atOnce: 2,
    // As above: half an hour between two tries.
    visibleAfterSeconds: 6 * functionTable['write-tickets'].timeoutSeconds + WINDOW_SECONDS,
    // Three days: a PSA that is down over a weekend gets its tickets on Monday.
    mostReceives: 144,
  },
  vault: {
    // One each: a write that takes long, or fails, takes no other with it.
    batchSize: 1,
    windowSeconds: 0,
    // Vaults take 300 requests a minute (Hudu) to 600 (IT Glue), and a write is up to four: few at a time fill that.
    atOnce: 2,
    // Longer than the function may run, and than the turn that it takes for an account (six and a half minutes): a try finds what the one
    // before has left behind.
    visibleAfterSeconds: 7 * 60,
    // 72 hours of tries are 618, after which the function gives up by itself. SQS takes 1,000 at most.
    mostReceives: 900,
  },
  mailEvents: ofEvents('record-mail-events'),
  trailEvents: ofEvents('record-trail'),
} as const satisfies Readonly<Record<string, QueueDelivery>>;
