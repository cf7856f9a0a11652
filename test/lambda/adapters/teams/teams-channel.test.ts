import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { cardMessage } from '../../../../lambda/adapters/teams/adaptive-card.ts';
import { teamsChannel } from '../../../../lambda/adapters/teams/teams-channel.ts';
import type { TeamCard } from '../../../../lambda/ports/messages.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';

const card: TeamCard = {
  title: 'Password rotation: 3 rotated',
  lines: ['Cycle 2026-12-07-admin-monthly is closed.'],
  facts: [{ name: 'Rotated', value: '3' }],
  links: [{ title: 'Open the cycle', url: 'https://portal.example/cycles/2026-12-07-admin-monthly' }],
};

/** The wrapper and the elements that Teams takes, as far as they are used here. */
const messageSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.strictObject({
        $schema: z.url(),
        type: z.literal('AdaptiveCard'),
        version: z.literal('1.4'),
        body: z.array(
          z.discriminatedUnion('type', [
            z.looseObject({ type: z.literal('TextBlock'), text: z.string(), wrap: z.literal(true) }),
            z.strictObject({
              type: z.literal('FactSet'),
              facts: z.array(z.strictObject({ title: z.string(), value: z.string() })).min(1),
            }),
          ]),
        ),
        actions: z.array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() })),
      }),
    }),
  ]),
});

const contentOf = (text: string) => messageSchema.parse(JSON.parse(text)).attachments[0].content;

describe('the card', () => {
  test('is an Adaptive Card 1.4 in its wrapper', () => {
    const { body, actions } = contentOf(cardMessage(card));
    expect(body.map((each) => each.type)).toEqual(['TextBlock', 'TextBlock', 'FactSet']);
    expect(actions).toEqual([{ type: 'Action.OpenUrl', title: 'Open the cycle', url: card.links[0]?.url }]);
  });

  test('shows names as they are: Markdown in them is escaped, line breaks are gone', () => {
    const { body } = contentOf(cardMessage({ ...card, title: '[Contoso](https://evil.example)\n# *now*' }));
    expect(body[0]).toMatchObject({ text: '\\[Contoso\\]\\(https: //evil.example\\) \\# \\*now\\*' });
  });

  test('stays below what Teams takes, and says how much is missing', () => {
    const facts = Array.from({ length: 600 }, (_, i) => ({ name: `Tenant ${i}`, value: 'ä'.repeat(100) }));
    const text = cardMessage({ ...card, facts });
    expect(Buffer.byteLength(text)).toBeLessThan(28_000);
    const { body } = contentOf(text);
    const [set, more] = body.slice(-2);
    if (set?.type !== 'FactSet' || more?.type !== 'TextBlock') throw new Error('facts, then a text');
    expect(more.text).toBe(`and ${600 - set.facts.length} more: see the portal`);
  });
});

describe('posting', () => {
  let stub: Stub | undefined;
  afterEach(async () => stub?.close());

  const posting = async (reply: Reply) => {
    stub = await startStub(() => reply);
    return teamsChannel(async () => `${stub?.address}/workflows/1?sig=SECRET\n`);
  };

  test('sends the card to the address of the secret', async () => {
    const channel = await posting({ status: 202 });
    await channel.post(card);
    expect(stub?.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /workflows/1?sig=SECRET']);
    expect(contentOf(stub?.seen[0]?.body ?? '').body[0]).toMatchObject({ text: card.title });
  });

  test.each<[string, Reply, RegExp]>([
    ['a refusal', { status: 400, text: 'bad card' }, /answered 400/],
    ['a lost connection', { fault: 'lost' }, /did not answer/],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example' } }, /did not answer/],
  ])('%s is an error that does not tell the address', async (_name, reply, text) => {
    const channel = await posting(reply);
    const error: unknown = await channel.post(card).catch((thrown: unknown) => thrown);
    if (!(error instanceof Error)) throw new Error('expected an error');
    expect(error.message).toMatch(text);
    expect(`${error.message} ${String(error.cause)} ${JSON.stringify(error)}`).not.toMatch(/SECRET|127\.0\.0\.1/);
  });

  test.each([
    ['nothing like an address', /is not its address/],
    ['https://contoso.webhook.office.com/webhookb2/SECRET', /retired/],
    ['http://logic.example/SECRET', /https/],
  ])('refuses %s', async (address, text) => {
    const error: unknown = await teamsChannel(async () => address)
      .post(card)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(text);
    expect(String(error)).not.toContain('SECRET');
  });
});
