import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { CloudEvent } from '../../domain/audit/cloud-event.ts';
import type { EventTarget } from '../../ports/events.ts';
import { callPolicy } from '../outgoing-call.ts';
import { defaultProvider } from './environment-credentials.ts';

/** EventBridge takes so many entries in a call. */
const ENTRIES = 10;
const TIMEOUT_MS = 10_000;

const answer = z.object({ Entries: z.array(z.object({ ErrorCode: z.string().optional() })) });

export interface EventBusSetting {
  /** Name or ARN. */
  readonly bus: string;
  readonly region: string;
  /** Left out: EventBridge in that Region. */
  readonly endpoint?: string | undefined;
}

/**
 * An EventBridge bus. The one call that is needed is signed by AWS's own signer, without the rest of its client. A call that fails is not
 * repeated here: the stream brings its records again.
 */
export function eventBus({
  bus,
  region,
  endpoint = `https://events.${region}.amazonaws.com`,
}: EventBusSetting): EventTarget {
  const signer = new SignatureV4({ credentials: defaultProvider(), region, service: 'events', sha256: Sha256 });
  return {
    async send(events) {
      let done = 0;
      for (; done < events.length; done += ENTRIES) {
        const chunk = events.slice(done, done + ENTRIES);
        const { Entries } = await put(
          signer,
          endpoint,
          chunk.map((each) => entryOf(each, bus)),
        );
        const failed = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
        if (failed !== -1) return done + failed;
      }
      return events.length;
    },
  };
}

/** The whole CloudEvent is the detail, so that rules match its members, and targets hand it on as it is. */
const entryOf = (event: CloudEvent, EventBusName: string) => ({
  EventBusName,
  Source: 'm365-password-rotation',
  DetailType: event.type,
  Detail: JSON.stringify(event),
  Time: Math.floor(Date.parse(event.time) / 1000),
});

async function put(signer: SignatureV4, endpoint: string, Entries: readonly object[]) {
  const { protocol, host, hostname, port } = new URL(endpoint);
  const body = JSON.stringify({ Entries });
  const signed = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body,
  });
  const { host: _, ...headers } = signed.headers;
  const response = await fetch(endpoint, { method: 'POST', headers, body, ...callPolicy(TIMEOUT_MS) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`EventBridge answered ${response.status}`);
  }
  return answer.parse(await response.json());
}

/** What the signer wants of a hash. */
class Sha256 {
  private hash: Hmac | Hash;

  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = this.fresh();
  }

  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    this.hash = this.fresh();
  }

  private fresh(): Hmac | Hash {
    const { secret } = this;
    if (secret === undefined) return createHash('sha256');
    return createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret));
  }
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
