import type * as z from 'zod';
import { stateAttribute } from '../../../../contract/table-keys.ts';
import type { Immutable } from '../../../domain/immutable.ts';
import { readAcrossReleases } from '../../../domain/newer-fields.ts';
import { mapped, wellFormedTexts } from '../../../domain/text/well-formed.ts';

/** The attributes of a row, as the table holds them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Turns a value of the domain into the attributes of a row, and back. Only what can be read again is written. */
export interface RowKind<T> {
  /**
   * A field that is not known is left out: another release wrote it (ADR 56).
   * @throws {RowMismatch} the row lacks a field, or holds one of another type; or it needs what this release does not know
   */
  read(row: Attributes): T;
  /**
   * @returns the attributes that hold the value; its key, and what the table needs besides, come from the store.
   *   Texts are well-formed: the table would keep them so, and a record of the same text must not differ
   * @throws {RowMismatch} the value could not be read again
   */
  write(value: Immutable<T>): Attributes;
}

/** A row is not what it should be. The message names the row and the field, and no content of it. */
export class RowMismatch extends Error {
  override readonly name = 'RowMismatch';
}

export interface RowKindProps<S extends z.ZodType<Attributes>> {
  /** What such a row is called in errors. */
  readonly name: string;
  readonly value: S;
  /** Attributes that such a row may hold besides its value and its key. */
  readonly besides?: readonly string[];
  /** Whether errors must not name the key: it leads to a link or a session. */
  readonly secretKey?: boolean;
  /** Conversions, where the attributes have other names or forms than the fields of the value. */
  readonly stored?: {
    readonly toValue: (row: Attributes) => Attributes;
    readonly toRow: (value: Immutable<z.output<S>>) => Attributes;
  };
}

export function rowKind<S extends z.ZodType<Attributes>>(props: RowKindProps<S>): RowKind<z.output<S>> {
  const { name, value, besides = [], secretKey = false, stored } = props;
  const { partitionKey, sortKey, needs } = stateAttribute;
  const notOfValue = new Set<string>([partitionKey, sortKey, needs, ...besides]);
  return {
    read(row) {
      const own = Object.fromEntries(Object.entries(row).filter(([attribute]) => !notOfValue.has(attribute)));
      const { [stateAttribute.partitionKey]: partition, [stateAttribute.sortKey]: sort } = row;
      const place = `${name} row${secretKey || partition === undefined ? '' : ` ${partition} ${sort}`}`;
      if (row[needs] !== undefined) throw new RowMismatch(`${place}: ${NEWER}`);
      return fits(place, readAcrossReleases(value, wellFormedTexts(stored?.toValue(own) ?? own)));
    },
    write(written) {
      const known = fitting(`new ${name} row`, value, written);
      return mapped(stored?.toRow(written) ?? known);
    },
  };
}

/** No release so far has written a need: whatever one says, this release does not know it. */
const NEWER = 'a newer release wrote it, and this one must not act on it; deploy the newer one again';

/**
 * Parses a value that is about to be written by its schema: nothing is left out. Its texts are made well-formed.
 * @throws {RowMismatch}
 */
export function fitting<S extends z.ZodType>(where: string, schema: S, value: unknown): z.output<S> {
  return fits(where, schema.safeParse(wellFormedTexts(value)));
}

function fits<T>(where: string, result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new RowMismatch(`${where}: ${problems.join('; ')}`);
}
