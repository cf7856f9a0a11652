import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { cardMessage } from '../../lambda/adapters/teams/adaptive-card.ts';
import type { TeamCard } from '../../lambda/ports/messages.ts';
import { adaptiveCardSchema, describeWithSchemas } from './vendor-schemas.ts';

const card: TeamCard = {
  title: 'Password rotation: 3 rotated',
  lines: ['Cycle 2026-12-07-admin-monthly is closed.'],
  facts: [{ name: 'Rotated', value: '3' }],
  links: [{ title: 'Open the cycle', url: 'https://portal.example/cycles/2026-12-07-admin-monthly' }],
};

const message = z.object({ attachments: z.tuple([z.object({ content: z.record(z.string(), z.unknown()) })]) });
const contentOf = (given: TeamCard) => message.parse(JSON.parse(cardMessage(given))).attachments[0].content;

describeWithSchemas('cards are Adaptive Cards 1.4 by Microsoft’s schema', () => {
  const problemsOf = adaptiveCardSchema();

  test.each<[string, Partial<TeamCard>]>([
    ['a usual one', {}],
    ['one without rows', { lines: [], facts: [] }],
    ['one without buttons', { links: [] }],
    [
      'one that is cut',
      { facts: Array.from({ length: 900 }, (_, i) => ({ name: `Tenant ${i}`, value: 'ä'.repeat(90) })) },
    ],
    [
      'one with hostile names',
      { title: '[a](javascript:alert(1))', facts: [{ name: '\u0000\u202e', value: '# *x*' }] },
    ],
  ])('%s', (_, changes) => {
    const content = contentOf({ ...card, ...changes });
    expect(problemsOf(content)).toEqual([]);
    // What the schema lets pass: an empty object, another version, and buttons that lead out of the web.
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    const buttons = z.array(z.object({ type: z.literal('Action.OpenUrl'), url: z.url({ protocol: /^https$/ }) }));
    expect(buttons.safeParse(content.actions).success).toBe(true);
  });

  test.each<[string, object]>([
    ['a button without an address', { actions: [{ type: 'Action.OpenUrl', title: 'x' }] }],
    ['a table, which 1.4 does not have', { body: [{ type: 'Table', rows: [] }] }],
    ['a size that is none', { body: [{ type: 'TextBlock', text: 'x', size: 'Huge' }] }],
    ['a misspelt member', { boddy: [] }],
    ['a text that is none', { body: [{ type: 'TextBlock', text: 3 }] }],
  ])('the schema refuses %s', (_, changes) => {
    expect(problemsOf({ ...contentOf(card), ...changes })).not.toEqual([]);
  });
});
