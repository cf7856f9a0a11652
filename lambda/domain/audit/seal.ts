import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { chainHeadSchema } from './audit-record.ts';

/** Of earlier versions; nothing writes it any more. Says what the ends of all chains were when a cycle closed. Each seal names the one before it. */
export const sealSchema = z.strictObject({
  schema: z.literal(1),
  cycleId: z.string(),
  sealedAt: z.string(),
  /** SHA-256 of the seal before, hex; 64 zeros for the first. */
  previousSeal: z.string(),
  heads: z.array(chainHeadSchema),
});

/** As `seals/<cycle id>.json` of the audit bucket holds it. */
export const storedSealSchema = z.strictObject({
  seal: sealSchema,
  /** SHA-256, hex, over the canonical JSON of the seal. */
  hash: z.string(),
  /** Over that hash; DER. */
  signature: z.base64(),
  keyId: z.string(),
});
export type StoredSeal = Immutable<z.output<typeof storedSealSchema>>;
