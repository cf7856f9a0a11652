import * as z from 'zod';
import { accountClassSchema } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { actorSchema } from '../rotation/rotation.ts';

/**
 * Whether schedules start for the accounts of a class in a tenant. They do not, at first: the tenant is *on hold* there until an operator
 * has released it, who has looked at a dry run. It is released for good.
 */
export const holdSchema = z.strictObject({
  tenantId: z.string(),
  class: accountClassSchema,
  /** The last dry run that read the whole tenant. Left out: none has. */
  dryRun: z.strictObject({ cycleId: z.string(), at: z.string() }).optional(),
  /** Left out: on hold. */
  released: z
    .strictObject({
      /** ISO 8601, UTC. */
      at: z.string(),
      by: actorSchema,
      reason: z.string(),
      /** The dry run that was there to be looked at. Left out: it was released without one. */
      afterDryRun: z.string().optional(),
    })
    .optional(),
});
export type Hold = Immutable<z.output<typeof holdSchema>>;
export type Release = NonNullable<Hold['released']>;

/** The accounts that a hold is about. */
export type Held = Pick<Hold, 'tenantId' | 'class'>;

/** Tells holds apart; names the row of one. */
export const holdId = ({ class: of, tenantId }: Held): string => `${of}#${tenantId}`;

/** Whether schedules start there. Where nothing is known, they do not (R11). */
export const isReleased = (hold: Pick<Hold, 'released'> | undefined): boolean => hold?.released !== undefined;
