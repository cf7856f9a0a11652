import * as z from 'zod';
import { cycleIdSchema } from '../identifiers.ts';

/** What a person sees of a dead letter: what it is, and about what; nothing else of it. */
export interface DeadLetter {
  /** Of the message, as the queue gives it. */
  readonly id: string;
  /** Kind of message or event; `-` where it has none, or one that is no word. */
  readonly kind: string;
  readonly cycleId?: string;
  readonly tenantId?: string;
  /** ISO 8601, UTC: when it was sent first. */
  readonly sentAt: string;
  readonly receives: number;
}

const word = z.string().regex(/^[A-Za-z][A-Za-z -]{0,39}$/);
const body = z.object({
  kind: word.optional().catch(undefined),
  'detail-type': word.optional().catch(undefined),
  cycleId: cycleIdSchema.optional().catch(undefined),
  tenantId: z.uuid().optional().catch(undefined),
});

/** Reads what may be shown of a message, whatever its form. */
export function shownOf(given: unknown): Pick<DeadLetter, 'kind' | 'cycleId' | 'tenantId'> {
  const { kind, 'detail-type': event, cycleId, tenantId } = body.safeParse(given).data ?? {};
  return {
    kind: kind ?? event ?? '-',
    ...(cycleId === undefined ? {} : { cycleId }),
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}
