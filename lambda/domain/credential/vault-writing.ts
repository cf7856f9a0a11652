import * as z from 'zod';

/** What became of writing one new password into the vault. */
export const vaultWritingSchema = z.discriminatedUnion('status', [
  /** It waits, or is tried again. `since`: ISO 8601, UTC. */
  z.strictObject({ status: z.literal('queued'), since: z.string() }),
  z.strictObject({
    status: z.literal('written'),
    at: z.string(),
    /** Id of the record in the vault. */
    recordId: z.string(),
  }),
  z.strictObject({
    /** It is not tried any more: a person gets a link instead. */
    status: z.literal('given-up'),
    at: z.string(),
    /** Code of the reason, such as `record-ambiguous`. */
    reason: z.string(),
  }),
]);
