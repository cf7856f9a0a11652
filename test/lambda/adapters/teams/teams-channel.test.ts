import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { SecretNotFilled } from '../../../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import { cardMessage } from '../../../../lambda/adapters/teams/adaptive-card.ts';
import { teamsChannel } from '../../../../lambda/adapters/teams/teams-channel.ts';
import { workflowAddress } from '../../../../lambda/adapters/teams/workflow-address.ts';
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

  const emoji = '\u{1f511}'.repeat(240);
  test.each<[string, Partial<TeamCard>]>([
    ['facts', { facts: Array.from({ length: 600 }, (_, i) => ({ name: `Tenant ${i}`, value: 'ä'.repeat(100) })) }],
    ['lines', { lines: Array.from({ length: 200 }, (_, i) => `${i} ${emoji}`), facts: [] }],
    ['both', { lines: Array.from({ length: 30 }, () => emoji), facts: [{ name: '*'.repeat(500), value: emoji }] }],
  ])('of many %s stays below 25 KB, and says how many rows are missing', (_, changes) => {
    const large = { ...card, ...changes };
    const text = cardMessage(large);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(25_000);
    const { body } = contentOf(text);
    const more = body.at(-1);
    if (more?.type !== 'TextBlock') throw new Error('a text at the end');
    const shown = body.slice(1, -1).reduce((sum, each) => sum + (each.type === 'FactSet' ? each.facts.length : 1), 0);
    expect(more.text).toBe(`and ${large.lines.length + large.facts.length - shown} more: see the portal`);
    expect(Buffer.byteLength(text)).toBeGreaterThan(20_000);
  });

  test('that just fits says nothing of more', () => {
    expect(cardMessage(card)).not.toContain('more: see the portal');
  });
});

describe('posting', () => {
  let stub: Stub | undefined;
  afterEach(async () => stub?.close());

  const posting = async (reply: Reply) => {
    stub = await startStub(() => reply);
    return teamsChannel(undefined, async () => `${stub?.address}/workflows/1?sig=SECRET\n`);
  };

  test('sends the card to the address of the secret', async () => {
    const channel = await posting({ status: 202 });
    expect(await channel.post(card)).toBeUndefined();
    expect(stub?.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /workflows/1?sig=SECRET']);
    expect(contentOf(stub?.seen[0]?.body ?? '').body[0]).toMatchObject({ text: card.title });
  });

  test.each<[string, Reply, string, string]>([
    ['a card that is refused', { status: 400, text: 'bad card' }, 'refused', 'it answered 400'],
    ['a card that is too large', { status: 413 }, 'refused', 'it answered 413'],
    ['a signature that counts no more', { status: 401 }, 'unauthorized', 'it answered 401'],
    ['a workflow that is only for some', { status: 403 }, 'unauthorized', 'it answered 403'],
    ['a workflow that is not there', { status: 404 }, 'retired', 'it answered 404'],
    ['a workflow that is gone', { status: 410 }, 'retired', 'it answered 410'],
    ['too many cards', { status: 429, headers: { 'retry-after': '1' } }, 'throttled', 'it answered 429'],
    ['a failure', { status: 500, text: 'SECRET' }, 'down', 'it answered 500'],
    ['a gateway', { status: 502 }, 'down', 'it answered 502'],
    ['a timeout of its own', { status: 408 }, 'down', 'it answered 408'],
    ['a lost connection', { fault: 'lost' }, 'silent', 'it did not answer within ten seconds'],
    ['no answer in time', { fault: 'silent' }, 'silent', 'it did not answer within ten seconds'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example' } },
      'silent',
      'it did not answer within ten seconds',
    ],
  ])('%s is told without the address', async (_name, reply, kind, seen) => {
    const channel = await posting(reply);
    expect(await channel.post(card)).toEqual({ kind, seen });
    expect([...(stub?.limits ?? [])]).toEqual([10_000]);
  });

  test('a body that breaks off after a good answer changes nothing', async () => {
    const channel = await posting({ status: 202, text: 'accepted', fault: 'cut' });
    expect(await channel.post(card)).toBeUndefined();
  });

  test.each([
    ['nothing like an address', /does not hold the address/],
    ['https://contoso.webhook.office.com/webhookb2/SECRET', /connectors are retired/],
    ['https://webhook.office.com/SECRET', /connectors are retired/],
    ['http://prod-1.westeurope.logic.azure.com/SECRET', /not https/],
    ['https://hooks.example/SECRET', /none of a Teams workflow/],
    ['https://logic.azure.com.evil.example/SECRET', /none of a Teams workflow/],
    ['https://evillogic.azure.com/SECRET', /none of a Teams workflow/],
    ['https://logic.azure.com@evil.example/SECRET', /none of a Teams workflow/],
    ['https://169.254.169.254/SECRET', /none of a Teams workflow/],
  ])('%s is no address to post to', async (address, text) => {
    const fetched = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no call is made'));
    const trouble = await teamsChannel('fabrikam', async () => address).post(card);
    expect(trouble).toMatchObject({ kind: 'unusable', seen: expect.stringMatching(text) });
    expect(JSON.stringify(trouble)).not.toContain('SECRET');
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  test.each([
    'https://prod-12.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=S',
    'https://default0123.4a.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1?sig=S',
    'https://api.powerautomate.com/w?sig=S',
    'https://europe.api.powerplatform.com/w?sig=S',
    'https://flow.microsoft.com/w?sig=S',
  ])('%s is one', (address) => {
    expect(workflowAddress(address)).toEqual({ url: new URL(address) });
  });

  test('a secret that nobody has filled is said to be so; one that cannot be read comes again', async () => {
    const unfilled = async () => Promise.reject(new SecretNotFilled('no value yet'));
    expect(await teamsChannel(undefined, unfilled).post(card)).toEqual({
      kind: 'unusable',
      seen: 'the secret has no value yet',
    });
    const unread = async () => Promise.reject(new Error('throttled'));
    await expect(teamsChannel(undefined, unread).post(card)).rejects.toThrow('throttled');
  });
});
