import * as z from 'zod';
import { AwsError } from '../service.ts';

/** Members that all listing actions have. */
export const pageSchema = z.strictObject({
  maxResults: z.int().min(0).max(1000).optional(),
  nextToken: z.string().optional(),
});

/** 0 and nothing mean 100, as in AWS. */
const DEFAULT_SIZE = 100;

/** Cuts one page out of a list. The token is the number of the first item of the next page. */
export function pageOf<T>(
  list: readonly T[],
  { maxResults, nextToken }: z.infer<typeof pageSchema>,
): { readonly items: T[]; readonly nextToken: string | undefined } {
  const first = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(first) || first < 0) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const end = first + (maxResults || DEFAULT_SIZE);
  return { items: list.slice(first, end), nextToken: end < list.length ? String(end) : undefined };
}
