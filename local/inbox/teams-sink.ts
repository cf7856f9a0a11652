import type { Clock } from '@m365-rotation/loopback';
import { Hono } from 'hono';
import { isSameSecret } from '../same-secret.ts';
import { teamsMessageSchema, titleOf } from './adaptive-card.ts';
import type { MessageStore } from './messages.ts';

/** Teams takes about 28 KB. */
const LARGEST_BYTES = 28 * 1024;
/** A workflow takes so many messages a second. */
const MOST_PER_SECOND = 4;

/** What may be wrong with the workflow of a channel. `retired`: its owner's account is gone. `down`: Power Automate is in trouble. */
export type WorkflowFault = 'retired' | 'down';

export interface TeamsSink {
  readonly app: Hono;
  /** @param fault  `undefined`: it works again */
  fail(fault: WorkflowFault | undefined, channel?: string): void;
}

/**
 * Teams workflows with the trigger "When a Teams webhook request is received": the team's own, and one for each name that is asked for.
 *
 * The real ones answer 202 also to a card that they cannot show. These refuse it, so that the mistake is seen.
 */
export function teamsSink(secret: string, messages: MessageStore, clock: Pick<Clock, 'now'>): TeamsSink {
  const faults = new Map<string, WorkflowFault>();
  const arrivals = new Map<string, number[]>();
  const isThrottled = (channel: string): boolean => {
    const now = clock.now().getTime();
    const recent = (arrivals.get(channel) ?? []).filter((each) => each > now - 1_000);
    arrivals.set(channel, [...recent, now]);
    return recent.length >= MOST_PER_SECOND;
  };
  const app = new Hono();
  app.post('/:secret/:channel?', async (c) => {
    const channel = c.req.param('channel') ?? '';
    if (!isSameSecret(c.req.param('secret'), secret))
      return refuse(401, 'DirectApiAuthorizationRequired', 'The signature is not valid.');
    const fault = faults.get(channel);
    if (fault === 'retired') return refuse(404, 'WorkflowNotFound', 'The workflow could not be found.');
    if (fault === 'down') return refuse(502, 'BadGateway', 'The service is not available.');
    if (isThrottled(channel)) return refuse(429, 'WorkflowRequestsThrottled', 'Too many requests.');
    const text = await c.req.text();
    if (Buffer.byteLength(text) > LARGEST_BYTES)
      return refuse(413, 'RequestEntityTooLarge', 'The message is too large.');
    const message = teamsMessageSchema.safeParse(jsonOf(text));
    const [attachment] = message.data?.attachments ?? [];
    if (attachment === undefined) {
      const where = message.error?.issues.map(({ path }) => path.join('.') || 'the message').join(', ');
      return refuse(400, 'TriggerInputSchemaMismatch', `Not a message with one Adaptive Card 1.4: ${where}.`);
    }
    const { content: card } = attachment;
    messages.add({ kind: 'teams', title: titleOf(card), card, ...(channel === '' ? {} : { channel }) });
    return new Response(null, { status: 202 });
  });
  return {
    app,
    fail(fault, channel = '') {
      if (fault === undefined) faults.delete(channel);
      else faults.set(channel, fault);
    },
  };
}

const refuse = (status: number, code: string, message: string) =>
  Response.json({ error: { code, message } }, { status });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
