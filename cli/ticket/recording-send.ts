import type { OutgoingCall, SendCall } from '../../lambda/adapters/outgoing-call.ts';

/** A request of an adapter: one that only asks, and was sent; or one that would change something, and was not. */
export interface RecordedRequest {
  readonly request: OutgoingCall;
  readonly sent: boolean;
}

/** Where the number of a ticket would stand that was not made. No instance has come to it. */
export const NO_NUMBER = 999_999_999;

/** What every PSA tells of something that it has made: its number, in one of these members. */
const made = { id: NO_NUMBER, itemId: NO_NUMBER } as const;

/**
 * Stands in for the way out of an adapter: what only asks is sent, what would change something is recorded and answered as if it had been
 * done. So what is shown comes from the adapter that will send it.
 */
export function recordingSend(send: SendCall): {
  readonly send: SendCall;
  readonly requests: readonly RecordedRequest[];
} {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    async send(request) {
      const sent = (request.method ?? 'GET') === 'GET' || request.asksOnly === true;
      requests.push({ request, sent });
      return sent ? send(request) : Response.json(made);
    },
  };
}
