import * as z from 'zod';

/** What requests may hold. Hudu drops names that it does not know without a word; here they are refused, so that a misspelt one is seen. */

const number = z.string().regex(/^\d+$/);
const paging = { page: number.optional(), page_size: number.optional() };

export const companiesQuery = z.strictObject({
  ...paging,
  name: z.string().optional(),
  search: z.string().optional(),
  slug: z.string().optional(),
  id_in_integration: z.string().optional(),
});

export const passwordsQuery = z.strictObject({
  ...paging,
  name: z.string().optional(),
  company_id: number.optional(),
  archived: z.enum(['true', 'false']).optional(),
  search: z.string().optional(),
});

/** This product changes nothing but the password, so nothing else is taken. */
export const passwordPut = z.strictObject({ asset_password: z.strictObject({ password: z.string().min(1) }) });
