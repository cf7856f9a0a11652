import { createHmac } from 'node:crypto';

/** The key of a webhook. */
export interface WebhookKey {
  /** Tells keys apart while one takes the place of another; no secret. */
  readonly keyId: string;
  readonly key: Uint8Array;
}

/**
 * The headers that sign one delivery, as Standard Webhooks (https://www.standardwebhooks.com) describes them, and the id of the key
 * besides. Signed are the id of the event, the instant of the delivery and the body: whoever checks the instant takes nothing that was
 * recorded and is sent again, and whoever keeps ids takes nothing twice.
 *
 * @param timestamp  of this delivery, seconds since 1970
 */
export function webhookHeaders(
  { keyId, key }: WebhookKey,
  id: string,
  timestamp: number,
  body: string,
): Readonly<Record<string, string>> {
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${mac}`,
    'webhook-key-id': keyId,
  };
}
