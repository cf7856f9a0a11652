import * as z from 'zod';
import { cycleIdSchema } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';

/** So many problems of a tenant are kept in words; the others are counted. */
export const MOST_TOLD = 20;

/** What was found in the vault for a tenant before a cycle. */
export const vaultCheckSchema = z.strictObject({
  cycleId: cycleIdSchema,
  tenantId: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Records that can be written, as far as the vault tells the day before. */
  ready: z.int().min(0),
  /** Records that were not looked at, since this vault tells of none without its password: their place is there, and the key is right. */
  unseen: z.int().min(0),
  /** Records that cannot. */
  troubled: z.int().min(0),
  /** Of those, the first ones in words. */
  problems: z
    .array(
      z.strictObject({
        /** Whose password it is: a UPN, or what the estate lists. */
        account: z.string(),
        /** Code, such as `record-ambiguous`. */
        problem: z.string(),
        /** A sentence: what was looked for, and where. */
        detail: z.string(),
      }),
    )
    .max(MOST_TOLD),
});
export type VaultCheck = Immutable<z.output<typeof vaultCheckSchema>>;

/** What to do about a problem of a record, before the cycle. */
const remedies: Readonly<Record<string, string>> = {
  'record-not-found': 'make or rename it there, or correct the vault section of the tenant in the estate',
  'record-ambiguous': 'rename all but one there, or give the id in the estate',
  'vault-not-allowed':
    'give the key of the vault the right to change passwords there, or put a new key into its secret',
  'vault-refused': 'give the record one field for a password',
  'record-shared': 'give each account a record of its own in the vault section of its tenant in the estate',
  'no-record-named': 'name its record in the vault section of the tenant in the estate',
};

/** @returns what to do about a problem */
export const vaultRemedy = (problem: string): string => remedies[problem] ?? 'see whether the vault can be reached';
