import * as z from 'zod';
import { cycleIdSchema } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';

/** What goes over the queue of the vault: which password is to be written, by ids alone. All else is read when it arrives. */
export const vaultWriteSchema = z.strictObject({
  cycleId: cycleIdSchema,
  tenantId: z.uuid(),
  accountId: z.uuid(),
});
export type VaultWrite = Immutable<z.output<typeof vaultWriteSchema>>;
