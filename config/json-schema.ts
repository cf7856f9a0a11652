import * as z from 'zod';
import { estateSchema } from './estate.ts';
import { tenant } from './sections/tenant.ts';

/** JSON Schemas by the names of their files in this folder: editors complete and check the YAML with them. */
export const jsonSchemas: Readonly<Record<string, () => string>> = {
  // Tenants may have files of their own. Whether there are any, only the loader sees.
  'estate.schema.json': () =>
    schemaOf(
      z.strictObject({ ...estateSchema.shape, tenants: estateSchema.shape.tenants.optional() }),
      'Estate of an MSP: who decides, what is rotated, and when',
    ),
  'tenant.schema.json': () => schemaOf(tenant, 'One customer of an MSP, in a file of its own'),
};

const schemaOf = (schema: z.ZodType, title: string): string =>
  `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), title }, undefined, 2)}\n`;
