import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

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
    /** It is not tried any more: a person gets a link instead, unless a later password took its place. */
    status: z.literal('given-up'),
    at: z.string(),
    /** Code of the reason, such as `record-ambiguous`. */
    reason: z.string(),
    /** What was looked for, and where, in a sentence for people. Left out: the reason says all. */
    detail: z.string().optional(),
  }),
]);
export type VaultWriting = Immutable<z.output<typeof vaultWritingSchema>>;
/** How writing ended. */
export type VaultSettled = Exclude<VaultWriting, { readonly status: 'queued' }>;

/** Whether a later password took its place before it was written: it is worth nothing, and nobody misses it. */
export const wasReplaced = (vault: VaultWriting | undefined): boolean =>
  vault?.status === 'given-up' && vault.reason === 'superseded';

const MS_PER_HOUR = 3_600_000;

/** A vault that is down is tried for so long. */
export const VAULT_TRIED_HOURS = 72;

/** Whether a password has waited for the vault for so many hours. */
export const hasWaited = (since: string, hours: number, now: Date): boolean =>
  now.getTime() >= Date.parse(since) + hours * MS_PER_HOUR;
