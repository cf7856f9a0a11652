import { answer } from './refusal.ts';
import type { ListQuery } from './requests.ts';

/** Results on a page that names no size. */
const USUAL_SIZE = 50;

/** One page of a list, with what JSON:API tells of the others. */
export function listing<T>(all: readonly T[], query: ListQuery, shown: (each: T) => object): Response {
  const size = Number(query['page[size]'] ?? USUAL_SIZE);
  const number = Number(query['page[number]'] ?? 1);
  const pages = Math.ceil(all.length / size);
  return answer({
    data: all.slice((number - 1) * size, number * size).map(shown),
    meta: {
      'current-page': number,
      'next-page': number < pages ? number + 1 : null,
      'prev-page': number > 1 ? number - 1 : null,
      'total-pages': pages,
      'total-count': all.length,
    },
    links: {},
  });
}

/** Whether the service compares names exactly or in part, its documentation does not say. */
export type Matching = 'exact' | 'partial';

/** A filter may hold several values, with commas between. */
export function passes(matching: Matching, filter: string | undefined, name: string): boolean {
  if (filter === undefined) return true;
  return filter.split(',').some((each) => {
    const wanted = each.trim().toLowerCase();
    return matching === 'exact' ? name.toLowerCase() === wanted : name.toLowerCase().includes(wanted);
  });
}

export const isAmong = (filter: string | undefined, id: string): boolean =>
  filter === undefined || filter.split(',').includes(id);
