import type * as z from 'zod';
import { stateAttribute } from '../../../../contract/table-keys.ts';
import type { Immutable } from '../../../domain/immutable.ts';
import { mapped, wellFormedTexts } from '../../../domain/text/well-formed.ts';

/** The attributes of a row, as the table holds them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Turns a value of the domain into the attributes of a row, and back. Only what can be read again is written. */
export interface RowKind<T> {
  /** @throws {RowMismatch} the row lacks a field, or holds one that is not known, or of another type */
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
  /** Attributes that such a row may hold besides its value and its key. Any other that is no field of the value is an error. */
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
  const notOfValue = new Set<string>([stateAttribute.partitionKey, stateAttribute.sortKey, ...besides]);
  return {
    read(row) {
      const own = Object.fromEntries(Object.entries(row).filter(([attribute]) => !notOfValue.has(attribute)));
      const { [stateAttribute.partitionKey]: partition, [stateAttribute.sortKey]: sort } = row;
      const place = secretKey || partition === undefined ? '' : ` ${partition} ${sort}`;
      return fitting(`${name} row${place}`, value, stored?.toValue(own) ?? own);
    },
    write(written) {
      const fits = fitting(`new ${name} row`, value, written);
      return mapped(stored?.toRow(written) ?? fits);
    },
  };
}

/**
 * Parses a value that was read, or is about to be written, by its schema. Its texts are made well-formed.
 * @throws {RowMismatch}
 */
export function fitting<S extends z.ZodType>(where: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(wellFormedTexts(value));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new RowMismatch(`${where}: ${problems.join('; ')}`);
}
