import * as z from 'zod';
import type { ArchivedChange } from './archived-change.ts';
import { type ChainLink, chainedRecordSchema, linkOf } from './audit-chain.ts';
import { chainOf } from './audit-record.ts';
import { plainImage } from './stored-image.ts';

/** A place in the audit table, as far as the key of a row tells one. Of an object of the archive that cannot be read, `chain` is its key. */
export interface ChainPlace {
  readonly chain: string;
  /** Left out: the key tells none. */
  readonly sequence?: number | undefined;
}

/** What a row says about its place in a chain. */
export interface PlacedLink extends ChainLink {
  /** Whether the chain is the one that its content belongs to. */
  readonly belongs: boolean;
}

/** What the archive says about one change of the audit table. */
export type SeenChange =
  | { readonly kind: 'added'; readonly link: PlacedLink }
  /** A row was changed or removed, or one was added that is no record. The product does none of it. */
  | { readonly kind: 'changed' | 'removed' | 'no-record'; readonly place: ChainPlace };

/** Names of chains are ASCII without spaces: so they have one order, by bytes, in every language. */
const chainName = /^[\x21-\x7e]+$/;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const placed = chainedRecordSchema.extend({
  chain: z.string().regex(chainName),
  sequence: z.int().positive(),
  hash,
  prevHash: hash,
});
const owner = z.object({
  tenantId: z.string().optional(),
  accountId: z.string().optional(),
  accessOf: z.string().optional(),
});

/** @returns `undefined`: it is no audit record. Members that it does not know are hashed as they stand */
export function placedLink(row: unknown): PlacedLink | undefined {
  const record = placed.safeParse(row);
  if (!record.success) return undefined;
  const own = owner.safeParse(row);
  return { ...linkOf(record.data), belongs: own.success && chainOf(own.data) === record.data.chain };
}

const timed = z.object({ time: z.iso.datetime() });

/** When a row says that it was recorded, in ms. `NaN`, which is neither before nor after anything: it does not say. */
export function timeOfRow(row: unknown): number {
  const read = timed.safeParse(row);
  return read.success ? Date.parse(read.data.time) : Number.NaN;
}

export function seenChange({ Metadata, Keys, NewImage }: ArchivedChange): SeenChange {
  const place = placeOf(Keys);
  if (Metadata.EventName.S === 'MODIFY') return { kind: 'changed', place };
  if (Metadata.EventName.S === 'REMOVE') return { kind: 'removed', place };
  const link = placedLink(NewImage === undefined ? undefined : plainImage(NewImage));
  return link === undefined ? { kind: 'no-record', place } : { kind: 'added', link };
}

const key = z.object({ chain: z.string(), sequence: z.number().optional() });

function placeOf(keys: Readonly<Record<string, unknown>>): ChainPlace {
  const read = key.safeParse(plainImage(keys));
  return read.success ? read.data : { chain: JSON.stringify(keys) };
}
