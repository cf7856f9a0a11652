import { escapedForMarkdown } from '../../domain/text/escaping.ts';
import { safeLine } from '../../domain/text/safe-line.ts';
import type { TeamCard } from '../../ports/messages.ts';

/** Teams refuses more than about 28 KB; some is left for what the workflow adds. Of the whole message, in bytes. */
const LARGEST_BYTES = 25_000;
const LONGEST_TEXT = 500;

/**
 * The message that a Teams workflow takes: an Adaptive Card 1.4 in its wrapper. A card that is too large loses its last facts, then its
 * last lines, and says how many.
 */
export function cardMessage(card: TeamCard): string {
  let [fits, tooMany] = [0, card.lines.length + card.facts.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (Buffer.byteLength(messageWith(card, middle)) <= LARGEST_BYTES) fits = middle;
    else tooMany = middle;
  }
  return messageWith(card, fits);
}

/** @param rows  how many are shown: lines come first, then facts */
function messageWith({ title, lines, facts, links }: TeamCard, rows: number): string {
  const left = lines.length + facts.length - rows;
  const shownFacts = facts.slice(0, Math.max(0, rows - lines.length));
  const block = (text: string, style: object = {}) => ({ type: 'TextBlock', text: plain(text), wrap: true, ...style });
  return JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block(title, { size: 'Medium', weight: 'Bolder' }),
            ...lines.slice(0, rows).map((line) => block(line)),
            ...(shownFacts.length === 0
              ? []
              : [
                  {
                    type: 'FactSet',
                    facts: shownFacts.map(({ name, value }) => ({ title: plain(name), value: plain(value) })),
                  },
                ]),
            ...(left === 0 ? [] : [block(`and ${left} more: see the portal`)]),
          ],
          // Buttons that submit do not work through a workflow; the portal is where people act, after signing in.
          actions: links.map((link) => ({ type: 'Action.OpenUrl', title: link.title, url: link.url })),
        },
      },
    ],
  });
}

/** Names of tenants and accounts come from outside: each is one line, and shown as it is written. */
const plain = (text: string): string => escapedForMarkdown(safeLine(text, LONGEST_TEXT));
