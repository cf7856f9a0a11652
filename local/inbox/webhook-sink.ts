import { createHmac } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, OWN_FILE } from '@m365-rotation/loopback';
import { Hono } from 'hono';
import { z } from 'zod';
import { isSameSecret } from '../same-secret.ts';
import type { Connections } from './connections.ts';

/** A delivery is taken so long before and after its own instant. */
const TOLERANCE_SECONDS = 300;

const cloudEvent = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
});

export interface WebhookSink {
  readonly app: Hono;
  /** What the product's secret must hold. */
  readonly secret: string;
  /** Lets it answer this status; `undefined`: it works again. */
  fail(status: number | undefined): void;
}

/** Somebody's own system: checks the signature, takes each event once, and keeps them in `webhook.jsonl`. */
export function webhookSink(folder: string, connections: Connections, clock: Pick<Clock, 'now'>): WebhookSink {
  const keys = connections.keysOf('webhook', (random) => ({
    keyId: 'local',
    key: Buffer.from(random()).toString('base64'),
  }));
  const key = Buffer.from(keys.key ?? '', 'base64');
  const seen = new Set<string>();
  let failing: number | undefined;
  const app = new Hono();
  app.post('/', async (c) => {
    if (failing !== undefined) return new Response(null, { status: failing });
    const body = await c.req.text();
    const [id = '', timestamp = '', signature = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
      (name) => c.req.header(name),
    );
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    const age = Math.abs(clock.now().getTime() / 1000 - Number(timestamp));
    if (c.req.header('webhook-key-id') !== keys.keyId || !isSameSecret(signature, `v1,${mac}`)) {
      return new Response(null, { status: 401 });
    }
    if (!(age <= TOLERANCE_SECONDS)) return new Response(null, { status: 401 });
    if (c.req.header('content-type')?.startsWith('application/cloudevents+json') !== true) {
      return new Response(null, { status: 415 });
    }
    const event = cloudEvent.safeParse(JSON.parse(body)).data;
    if (event === undefined || event.id !== id) return new Response(null, { status: 400 });
    if (!seen.has(id)) appendFileSync(join(folder, 'webhook.jsonl'), `${JSON.stringify(event)}\n`, { mode: OWN_FILE });
    seen.add(id);
    return new Response(null, { status: 204 });
  });
  return {
    app,
    secret: JSON.stringify(keys),
    fail(status) {
      failing = status;
    },
  };
}
