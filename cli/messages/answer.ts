import * as z from 'zod';

/** What the function answers. */
export const answer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.enum(['listed', 'redriven']),
    letters: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        cycleId: z.string().optional(),
        tenantId: z.string().optional(),
        sentAt: z.string(),
        receives: z.number(),
      }),
    ),
    more: z.boolean(),
  }),
  z.object({ outcome: z.literal('refused'), sentence: z.string() }),
]);
export type Answer = z.output<typeof answer>;
