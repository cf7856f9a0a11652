import { z } from 'zod';

/** Elements of Adaptive Cards 1.4 that a Teams workflow shows, as far as they are simulated. Unknown members are refused. */
const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: z.string().min(1),
  wrap: z.boolean().optional(),
  size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
  isSubtle: z.boolean().optional(),
  separator: z.boolean().optional(),
  spacing: z.enum(['None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding']).optional(),
});

const factSet = z.strictObject({
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: z.string(), value: z.string() })).min(1),
  separator: z.boolean().optional(),
  spacing: z.string().optional(),
});

/** Buttons that submit do not work through a workflow. */
const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
});

const cardSchema = z.strictObject({
  $schema: z.string().optional(),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.0', '1.1', '1.2', '1.3', '1.4']),
  body: z.array(z.discriminatedUnion('type', [textBlock, factSet])).min(1),
  actions: z.array(openUrl).optional(),
  msteams: z.strictObject({ width: z.literal('Full') }).optional(),
});

/** A bare card fails: it must travel in a message. */
export const teamsMessageSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null().optional(),
        content: cardSchema,
      }),
    )
    .length(1),
});

export type AdaptiveCard = z.output<typeof cardSchema>;
export const parseCard = (json: unknown): AdaptiveCard => cardSchema.parse(json);

/** The card's first text, without Markdown's escapes. */
export const titleOf = ({ body }: AdaptiveCard): string => {
  const [first] = body;
  return first?.type === 'TextBlock' ? plainText(first.text) : 'Card';
};

export const plainText = (markdown: string): string => markdown.replace(/\\([\\`*_[\]()#~<>|])/g, '$1');
