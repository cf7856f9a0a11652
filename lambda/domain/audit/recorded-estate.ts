import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** Up to which estate the changes are on record. */
export const recordedEstateSchema = z.strictObject({
  /** SHA-256, hex, over its canonical JSON. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** A change whose records do not fit into one transaction: to which estate, and how many of them are written. */
  underWay: z.strictObject({ to: z.string().regex(/^[0-9a-f]{64}$/), done: z.int().min(1) }).optional(),
  /** Counts changes of this row. */
  revision: z.int().min(1),
});
export type RecordedEstate = Immutable<z.output<typeof recordedEstateSchema>>;
