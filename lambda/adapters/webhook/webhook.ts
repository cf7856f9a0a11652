import type { Now } from '../../ports/clock.ts';
import type { EventTarget } from '../../ports/events.ts';
import { secretFields } from '../aws/secrets-manager/secret-content.ts';
import { call, letGo } from '../outgoing-call.ts';
import { type WebhookKey, webhookHeaders } from './webhook-signature.ts';

const TIMEOUT_MS = 10_000;
/** Shorter keys can be guessed. */
const SHORTEST_KEY_BYTES = 24;
/** These say that this very event will never be taken: bad request, too large, no such media type, not processable. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 415, 422]);

export interface WebhookSetting {
  readonly url: string;
  /** JSON: `{"keyId", "key"}`; the key is base64. */
  readonly secret: () => Promise<string>;
  readonly now: Now;
  /** Called for an event that the receiver refuses for good: it is not sent again. */
  readonly refused: (id: string, status: number) => void;
}

/**
 * Posts events one after the other, each signed. The first that is not taken ends it: what comes after waits, so that the order holds.
 * No error holds the answer or the key.
 */
export const webhook = ({ url, secret, now, refused }: WebhookSetting): EventTarget => ({
  async send(events) {
    const key = keyIn(await secret());
    for (const [place, event] of events.entries()) {
      const body = JSON.stringify(event);
      const timestamp = Math.floor(now().getTime() / 1000);
      const response = await call({
        system: 'the webhook',
        address: url,
        timeoutMs: TIMEOUT_MS,
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          ...webhookHeaders(key, event.id, timestamp, body),
        },
        body,
      }).catch(() => undefined);
      if (response !== undefined) await letGo(response);
      if (response?.ok === true) continue;
      if (response === undefined || !REFUSED.has(response.status)) return place;
      refused(event.id, response.status);
    }
    return events.length;
  },
});

/** @throws {Error} that does not repeat the secret */
function keyIn(content: string): WebhookKey {
  const fields = secretFields(content);
  const keyId = fields?.text('keyId');
  const key = Buffer.from(fields?.text('key') ?? '', 'base64');
  if (keyId === undefined || !/^[\w.-]{1,64}$/.test(keyId) || key.length < SHORTEST_KEY_BYTES) {
    throw new Error(
      `the secret of the webhook is not {"keyId", "key"} with a key of ${SHORTEST_KEY_BYTES} bytes in base64`,
    );
  }
  return { keyId, key };
}
