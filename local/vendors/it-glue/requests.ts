import * as z from 'zod';

/** What requests may hold. The service ignores names that it does not know; here they are refused, so that a misspelt one is seen. */

const numbers = z.string().regex(/^\d+(,\d+)*$/);
const paging = {
  sort: z.string().optional(),
  'page[number]': z
    .string()
    .regex(/^[1-9]\d*$/)
    .optional(),
  'page[size]': z
    .string()
    .regex(/^(1000|[1-9]\d{0,2})$/)
    .optional(),
};

export const organizationsQuery = z.strictObject({
  ...paging,
  'filter[id]': numbers.optional(),
  'filter[name]': z.string().optional(),
});

export const passwordsQuery = z.strictObject({
  ...paging,
  'filter[id]': numbers.optional(),
  'filter[name]': z.string().optional(),
  'filter[organization_id]': numbers.optional(),
  'filter[archived]': z.enum(['true', 'false', '1', '0']).optional(),
});
export type ListQuery = z.output<typeof passwordsQuery>;

export const passwordQuery = z.strictObject({ show_password: z.enum(['true', 'false']).optional() });

/** This product changes nothing but the password, so nothing else is taken. */
export const passwordPatch = z.strictObject({
  data: z.strictObject({
    type: z.literal('passwords'),
    attributes: z.strictObject({ password: z.string().min(1) }),
  }),
});
