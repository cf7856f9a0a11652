import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** The estate in force: up to it, all changes are on record. */
export const recordedEstateSchema = z.strictObject({
  /** SHA-256, hex, over its canonical JSON. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** A change that is about to come into force, whose records do not fit into one transaction: to which estate, and how many of them are written. */
  underWay: z.strictObject({ to: z.string().regex(/^[0-9a-f]{64}$/), done: z.int().min(1) }).optional(),
  /** Counts changes of this row. */
  revision: z.int().min(1),
  /** Requests of CloudFormation that were carried out, the newest first. */
  requests: z.array(z.string()),
});
export type RecordedEstate = Immutable<z.output<typeof recordedEstateSchema>>;
