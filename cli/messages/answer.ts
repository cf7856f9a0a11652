import * as z from 'zod';
import type { Immutable } from '../../lambda/domain/immutable.ts';

const letters = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    cycleId: z.string().optional(),
    tenantId: z.string().optional(),
    sentAt: z.string(),
    receives: z.number(),
  }),
);

/** What the function answers. */
export const answer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.enum(['listed', 'redriven']),
    letters,
    left: letters,
    more: z.boolean(),
  }),
  z.object({ outcome: z.literal('refused'), sentence: z.string() }),
]);
export type Answer = Immutable<z.output<typeof answer>>;

/** Whether all was done that was asked for. Where nothing was found to put back, something may be held. */
export const isDone = (found: Answer, ids: readonly string[]): boolean =>
  found.outcome === 'listed' ||
  (found.outcome === 'redriven' &&
    found.letters.length > 0 &&
    found.left.length === 0 &&
    ids.every((id) => found.letters.some((each) => each.id === id)));
