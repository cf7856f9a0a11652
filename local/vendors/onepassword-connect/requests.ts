import * as z from 'zod';

/**
 * Reads the one filter that a list knows: SCIM's `<attribute> eq "<text>"`, the text as JSON writes it.
 *
 * @returns `undefined`: anything else is asked
 */
export function filterOf(
  attribute: 'name' | 'title',
  query: Readonly<Record<string, string>>,
): { readonly wanted?: string } | undefined {
  const { filter, ...others } = query;
  if (Object.keys(others).length > 0) return undefined;
  if (filter === undefined) return {};
  const [, known, text = ''] = /^(\w+) eq ("(?:[^"\\]|\\.)*")$/s.exec(filter) ?? [];
  if (known !== attribute) return undefined;
  try {
    return { wanted: z.string().parse(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

/**
 * One change of the value of one field, or none. The service takes more (RFC 6902: add, remove, replace), of which this product must use none:
 * what it could send by mistake is refused here.
 */
export const patchSchema = z
  .array(
    z.strictObject({
      op: z.literal('replace'),
      path: z.string().regex(/^\/fields\/(?:[^~/]|~[01])+\/value$/),
      value: z.string().min(1),
    }),
  )
  .max(1);
