import { Hono } from 'hono';
import { isSameSecret } from '../same-secret.ts';
import { teamsMessageSchema, titleOf } from './adaptive-card.ts';
import type { MessageStore } from './messages.ts';

/** Teams takes about 28 KB. */
const LARGEST_BYTES = 28 * 1024;

/**
 * A Teams workflow with the trigger "When a Teams webhook request is received".
 *
 * The real one answers 202 also to a card that it cannot show. This one refuses it, so that the mistake is seen.
 */
export function teamsSink(secret: string, messages: MessageStore): Hono {
  const app = new Hono();
  app.post('/:secret', async (c) => {
    if (!isSameSecret(c.req.param('secret'), secret))
      return refuse(401, 'DirectApiAuthorizationRequired', 'The signature is not valid.');
    const text = await c.req.text();
    if (Buffer.byteLength(text) > LARGEST_BYTES)
      return refuse(413, 'RequestEntityTooLarge', 'The message is too large.');
    const message = teamsMessageSchema.safeParse(jsonOf(text));
    const [attachment] = message.data?.attachments ?? [];
    if (attachment === undefined) {
      const where = message.error?.issues.map(({ path }) => path.join('.') || 'the message').join(', ');
      return refuse(400, 'TriggerInputSchemaMismatch', `Not a message with one Adaptive Card 1.4: ${where}.`);
    }
    messages.add({ kind: 'teams', title: titleOf(attachment.content), card: attachment.content });
    return new Response(null, { status: 202 });
  });
  return app;
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
