import * as z from 'zod';
import { estateSchema } from './estate.ts';

/** The estate file's JSON Schema, as text: editors complete and check the YAML with it. */
export function estateJsonSchema(): string {
  const schema = z.toJSONSchema(estateSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'Estate of an MSP: who decides, what is rotated, and when' }, undefined, 2)}\n`;
}
