import * as z from 'zod';
import type { Session } from './connection.ts';

const valueSchema = z.object({
  /** A number, which comes as text and is sent as a number. */
  value: z.string().regex(/^\d{1,15}$/),
  label: z.string(),
  isActive: z.boolean(),
  isDefaultValue: z.boolean().optional(),
});
const fieldSchema = z.object({
  name: z.string(),
  isRequired: z.boolean().catch(false),
  isReadOnly: z.boolean().catch(false),
  /** Of texts; 0 or left out: not told. */
  length: z.number().optional().catch(undefined),
  picklistValues: z.array(z.unknown()).nullish().catch(undefined),
});
const fieldsSchema = z.object({ fields: z.array(fieldSchema) });

export interface Choice {
  readonly value: number;
  readonly label: string;
  readonly isDefault: boolean;
}

export interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  readonly length?: number;
  /** What may be chosen for new tickets and notes. Empty: it is no picklist. */
  readonly choices: readonly Choice[];
}

/** Fields of tickets or notes, as this instance has them. */
export type Fields = readonly Field[];

export async function readFields(session: Session, object: 'Tickets' | 'TicketNotes'): Promise<Fields> {
  const { fields } = await session.request(fieldsSchema, { path: `${object}/entityInformation/fields` });
  return fields.map(({ name, isRequired, isReadOnly, length, picklistValues }) => ({
    name,
    isRequired,
    isReadOnly,
    ...(length === undefined ? {} : { length }),
    choices: (picklistValues ?? []).flatMap((each) => {
      const { data } = valueSchema.safeParse(each);
      if (data?.isActive !== true) return [];
      return [{ value: Number(data.value), label: data.label, isDefault: data.isDefaultValue === true }];
    }),
  }));
}

/** Autotask's own descriptions write names of fields with different capitals. */
export const fieldOf = (fields: Fields, name: string): Field | undefined =>
  fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
