import type * as z from 'zod';
import { secretFields } from '../aws/secrets-manager/secret-content.ts';

/**
 * The keys in a PSA's secret.
 *
 * @throws {Error} naming the fields that are needed, and nothing of what the secret holds
 */
export function keysIn<Shape extends Readonly<Record<string, z.ZodString>>>(
  content: string,
  schema: z.ZodObject<Shape>,
): z.output<z.ZodObject<Shape>> {
  const fields = secretFields(content);
  const names = Object.keys(schema.shape);
  const twice = names.find((name) => fields?.isTwice(name));
  if (twice !== undefined) throw new Error(`the secret of the PSA has ${twice} twice`);
  const parsed = schema.safeParse(Object.fromEntries(names.map((name) => [name, fields?.text(name)])));
  if (!parsed.success) throw new Error(`the secret of the PSA must be JSON with ${listed(names)}`);
  return parsed.data;
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
